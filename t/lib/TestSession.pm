# A connection that speaks PostgreSQL's protocol itself: it can put anything
# into the start-up packet, bind parameters byte for byte, wait for an answer
# later, and keeps every byte that the server sent.

package TestSession;

use strict;
use warnings;

use IO::Select;
use IO::Socket::UNIX;
use PostgreSQL::Test::Utils;

# open($node, user => ..., database => ..., <setting> => ...)
#
# Never dies of what the server answers: see refusal().
sub open
{
	my ($class, $node, %packet) = @_;
	my $path = $node->host . '/.s.PGSQL.' . $node->port;
	my $socket = IO::Socket::UNIX->new(Peer => $path)
	  or die "could not connect to $path: $!";
	my $self = bless { socket => $socket, buffer => '', received => '' }, $class;
	my %all = (user => $ENV{PGUSER} // scalar getpwuid($>),
		database => 'postgres', %packet);
	my $body = pack('N', 196608) . join('', map { "$_\0$all{$_}\0" } sort keys %all) . "\0";

	$self->write(pack('N', length($body) + 4) . $body);
	my $start = $self->answer;
	$self->{refusal} = $start->{error};
	$self->{notices} = $start->{notices};
	return $self;
}

# The error that refused the connection, or undef.
sub refusal { return $_[0]{refusal}; }

sub pid { return $_[0]{pid}; }

# Everything that the server has sent.
sub received { return $_[0]{received}; }

sub write
{
	my ($self, $bytes) = @_;
	my $done = 0;

	local $SIG{PIPE} = 'IGNORE';
	while ($done < length($bytes))
	{
		$done += syswrite($self->{socket}, $bytes, length($bytes) - $done, $done)
		  // return;
	}
	return;
}

sub send_message
{
	my ($self, $type, $body) = @_;
	$self->write($type . pack('N', length($body) + 4) . $body);
	return;
}

# Sends SQL, without waiting: alone as a simple query, with parameters by the
# extended protocol. undef is NULL.
sub send
{
	my ($self, $sql, @values) = @_;

	if (!@values)
	{
		$self->send_message('Q', "$sql\0");
		return;
	}
	$self->send_message('P', "\0$sql\0" . pack('n', 0));
	$self->send_message('B', "\0\0" . pack('nn', 0, scalar @values)
		  . join('', map { defined $_ ? pack('N/a*', $_) : pack('N', 0xFFFFFFFF) } @values)
		  . pack('n', 0));
	$self->send_message('D', "P\0");
	$self->send_message('E', "\0" . pack('N', 0));
	$self->send_message('S', '');
	return;
}

sub read_bytes
{
	my ($self, $count) = @_;

	while (length($self->{buffer}) < $count)
	{
		my $ready;

		# A signal, of a child that ends, interrupts the wait.
		do
		{
			$! = 0;
			$ready = IO::Select->new($self->{socket})->can_read($PostgreSQL::Test::Utils::timeout_default);
		} until ($ready || !$!{EINTR});
		die 'the server does not answer' unless $ready;
		my $got = sysread($self->{socket}, my $chunk, 65536);
		return undef unless $got;
		$self->{buffer} .= $chunk;
		$self->{received} .= $chunk;
	}
	return substr($self->{buffer}, 0, $count, '');
}

# Has the server sent something that was not read?
sub is_answered
{
	my ($self) = @_;
	return $self->{buffer} ne '' || IO::Select->new($self->{socket})->can_read(0);
}

# The fields of an error or a notice, by their letters: C is the SQLSTATE, M
# the message, D detail, H hint, W context, n the constraint.
sub fields { return { map { unpack('a1a*', $_) } split(/\0/, $_[0]) }; }

sub row
{
	my ($body) = @_;
	my $n = unpack('n', $body);
	my $at = 2;
	my @row;

	for (1 .. $n)
	{
		my $len = unpack('l>', substr($body, $at, 4));
		push @row, $len < 0 ? undef : substr($body, $at + 4, $len);
		$at += 4 + ($len < 0 ? 0 : $len);
	}
	return \@row;
}

# Waits for the end of what was sent: { rows, notices, error, closed }.
sub answer
{
	my ($self) = @_;
	my %answer = (rows => [], notices => []);

	while (defined(my $head = $self->read_bytes(5)))
	{
		my ($type, $len) = unpack('a1N', $head);
		my $body = $self->read_bytes($len - 4) // last;

		return \%answer if $type eq 'Z';
		push @{ $answer{rows} }, row($body) if $type eq 'D';
		push @{ $answer{notices} }, fields($body) if $type eq 'N';
		$answer{error} //= fields($body) if $type eq 'E';
		$self->{pid} = unpack('N', $body) if $type eq 'K';
	}
	$answer{closed} = 1;
	return \%answer;
}

sub run
{
	my ($self, @statement) = @_;
	$self->send(@statement);
	return $self->answer;
}

# The first column of the first row; dies of an error.
sub value
{
	my ($self, @statement) = @_;
	my $answer = $self->run(@statement);

	die "$statement[0]: $answer->{error}{C}: $answer->{error}{M}" if $answer->{error};
	die "$statement[0]: connection closed" if $answer->{closed};
	return @{ $answer->{rows} } ? $answer->{rows}[0][0] : undef;
}

# The SQLSTATE of the error, or '00000'.
sub sqlstate
{
	my ($self, @statement) = @_;
	my $answer = $self->run(@statement);

	return $answer->{error} ? $answer->{error}{C} : $answer->{closed} ? 'closed' : '00000';
}

sub close
{
	my ($self) = @_;
	$self->send_message('X', '');
	close($self->{socket});
	return;
}

1;
