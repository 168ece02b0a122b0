# What the tests of long calls share: to see that a call waits, and to end it.

package TestCall;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils;

our @EXPORT = qw(start_call end_call messages);

# Starts a call that will wait for something, by the name that pg_stat_activity
# has, and waits until it does.
sub start_call
{
	my ($node, $session, $call, $event) = @_;

	$session->send($call);
	$node->poll_query_until('postgres', "SELECT wait_event = '$event' FROM pg_stat_activity WHERE pid = " . $session->pid)
	  or die "the call does not wait for $event";
	return;
}

# Ends a session's call: 'cancelled', 'terminated', or 'killed' with the server,
# which is started again.  Says how the session heard of it.
sub end_call
{
	my ($node, $session, $how) = @_;

	if ($how eq 'killed')
	{
		$node->kill9;

		# The last of its processes may still be going, and it is no node's yet.
		for (1 .. 1000)
		{
			last if $node->start(fail_ok => 1);
			$node->{_pid} = undef;
		}
		return $session->answer->{closed} ? 'closed' : 'answered';
	}
	my $function = $how eq 'cancelled' ? 'pg_cancel_backend' : 'pg_terminate_backend';
	$node->safe_psql('postgres', "SELECT $function(" . $session->pid . ')');
	return $session->answer->{error}{C};
}

# What a call told meanwhile, a line each.
sub messages
{
	my ($answer) = @_;
	return join("\n", map { "$_->{S}: $_->{M}" } @{ $answer->{notices} });
}

1;
