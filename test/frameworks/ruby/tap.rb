# Prints the Test Anything Protocol.

$stdout.sync = true

def plan(count)
  puts "1..#{count}"
end

def ok(passed, name)
  @done = (@done || 0) + 1
  puts "#{'not ' unless passed}ok #{@done} - #{name}"
  passed
end

def equal(got, wanted, name)
  warn "# #{name}\n#      got: #{got.inspect}\n#   wanted: #{wanted.inspect}" unless ok(got == wanted, name)
end
