# What the tests of Rails share: ActiveRecord as the application, and the
# script role on a connection of its own.

require 'active_record'
require 'bcrypt'
require 'json'

DATABASE = "regress_userstore_#{File.basename($PROGRAM_NAME).split('.').first}".freeze
APPLICATION = ENV.fetch('US_APPLICATION')
SCRIPT = ENV.fetch('US_SCRIPT')

ActiveRecord::Base.establish_connection(adapter: 'postgresql', database: DATABASE, username: APPLICATION,
                                        host: ENV.fetch('PGHOST'), port: ENV.fetch('PGPORT').to_i)
ActiveRecord::Migration.verbose = false

# A migration of the ActiveRecord that is installed.
MIGRATION = ActiveRecord::Migration[ActiveRecord::Migration.current_version]

# The store as its administrator makes it and its scripts call it.
class Store
  def initialize(name, model)
    @name = name
    @model = model
    @admin = PG.connect(dbname: DATABASE, user: ENV.fetch('PGUSER'))
    @script = PG.connect(dbname: DATABASE, user: SCRIPT)
    # A timestamp without zone has to be UTC whatever the script's zone is.
    @script.exec("SET TimeZone = 'America/New_York'")
  end

  def attach(columns, options)
    @admin.exec_params('SELECT userstore.attach($1, $2, $3, $4)',
                       [@name, @model.table_name, columns&.to_json, options.to_json])
    @admin.exec_params('SELECT userstore.grant_access($1, $2)', [SCRIPT, @name])
  end

  # The capabilities that the store has, in their order.
  def able
    @admin.exec_params("SELECT string_agg(name, ' ') FROM userstore.capabilities($1)
                        WHERE kind = 'capability' AND usable", [@name]).getvalue(0, 0)
  end

  # The result of an action, nil for NULL.
  def call(action, *values)
    places = (1..values.size).map { |n| "$#{n}" } << "store => $#{values.size + 1}"
    answer = @script.exec_params("SELECT to_jsonb(userstore.#{action}(#{places.join(', ')}))",
                                 [*values, @name]).getvalue(0, 0)
    answer && JSON.parse(answer)
  end

  # How an action refuses.
  def refusal(action, *values)
    call(action, *values)
  rescue PG::Error => e
    [PG::PG_DIAG_SQLSTATE, PG::PG_DIAG_CONSTRAINT_NAME].map { |code| e.result.error_field(code) }.join(' ')
  end

  def logs_in?(identifier, password)
    !call(:login, identifier, password).nil?
  end

  # The columns of a user's row that an action changes, sorted.
  def changes(user, action, *values)
    before = @model.find(user.id).attributes
    call(action, *values)
    after = @model.find(user.id).attributes
    before.keys.reject { |name| before[name] == after[name] }.sort.join(' ')
  end
end
