#!/usr/bin/env ruby
# Proves that tables of Rails, with Devise and with has_secure_password, are stores and stay Rails'.

require_relative 'tap'
require_relative 'project'

EVERYONE = 'correct horse'.freeze
plan 41

# What Devise's generator writes, with all its modules.
class DeviseCreateUsers < MIGRATION
  def change
    create_table :users do |t|
      t.string :email, null: false, default: ''
      t.string :encrypted_password, null: false, default: ''
      t.string :reset_password_token
      t.datetime :reset_password_sent_at
      t.datetime :remember_created_at
      t.integer :sign_in_count, default: 0, null: false
      t.datetime :current_sign_in_at
      t.datetime :last_sign_in_at
      t.string :current_sign_in_ip
      t.string :last_sign_in_ip
      t.string :confirmation_token
      t.datetime :confirmed_at
      t.datetime :confirmation_sent_at
      t.string :unconfirmed_email
      t.integer :failed_attempts, default: 0, null: false
      t.string :unlock_token
      t.datetime :locked_at
      t.timestamps null: false
    end
    add_index :users, :email, unique: true
    add_index :users, :reset_password_token, unique: true
    add_index :users, :confirmation_token, unique: true
    add_index :users, :unlock_token, unique: true
  end
end

# The calls that Devise 4 makes on BCrypt.
class User < ActiveRecord::Base
  def password=(password)
    self.encrypted_password = BCrypt::Password.create(password, cost: 4).to_s
  end

  def valid_password?(password)
    stored = BCrypt::Password.new(encrypted_password)
    BCrypt::Engine.hash_secret(password, stored.salt) == encrypted_password
  end

  # What a session remembers; it ends when this changes.
  def authenticatable_salt
    encrypted_password[0, 29]
  end
end

class CreateAccounts < MIGRATION
  def change
    create_table :accounts do |t|
      t.string :email, null: false, index: { unique: true }
      t.string :password_digest, null: false
      t.timestamps
    end
  end
end

ActiveModel::SecurePassword.min_cost = true

class Account < ActiveRecord::Base
  has_secure_password
end

def recent?(time)
  (Time.now.utc - time).abs < 300
end

# Devise
DeviseCreateUsers.migrate(:up)
store = Store.new('devise', User)
store.attach(nil, cost: 4)
equal(store.able, 'login create verify change_password get_user delete change_email stamp',
      'Devise: the table can do all but upgrade')

ann = User.create!(email: 'ann@example.org', password: EVERYONE)
salt = ann.authenticatable_salt
equal(store.call(:login, 'Ann@example.org', EVERYONE),
      { 'user_id' => ann.id.to_s, 'email' => 'ann@example.org', 'email_verified' => false, 'blocked' => false },
      'a user of Rails logs in and gets her profile')
ok(!store.logs_in?('ann@example.org', 'wrong horse'), 'not with a wrong password')
equal(store.changes(ann, :login, 'ann@example.org', EVERYONE),
      'current_sign_in_at last_sign_in_at sign_in_count', "a login stamps Devise's own columns")
ann.reload
equal(ann.sign_in_count, 2, 'counted')
ok(recent?(ann.current_sign_in_at), 'at a time that Rails reads as now')
ok(ann.valid_password?(EVERYONE) && ann.authenticatable_salt == salt, 'Devise takes her password, her session goes on')
equal(store.changes(ann, :verify, 'ann@example.org'), 'confirmed_at updated_at', 'verify confirms her')
ok(recent?(ann.reload.confirmed_at), 'at a time that Rails reads as now')
equal(store.changes(ann, :change_email, 'ann@example.org', 'ann@example.net', true), 'confirmed_at email updated_at',
      'change_email changes the address')
ok(ann.reload.email == 'ann@example.net' && ann.valid_password?(EVERYONE) && ann.authenticatable_salt == salt,
   'as Rails sees it; her session goes on')
ann.update!(reset_password_token: 'token', reset_password_sent_at: Time.now)
equal(store.changes(ann, :change_password, 'ann@example.net', 'battery staple'),
      'encrypted_password reset_password_sent_at reset_password_token updated_at',
      'change_password ends a reset that is under way')
ok(ann.reload.valid_password?('battery staple') && !ann.valid_password?(EVERYONE),
   'Devise takes the new password, not the old one')
ok(ann.authenticatable_salt != salt, 'her session has ended')
ok(ann.encrypted_password.start_with?('$2a$04$'), 'the verifier is as Devise writes them')

bob = User.find(store.call(:create, { email: 'bob@example.org', password: EVERYONE }.to_json)['user_id'])
ok(bob.valid_password?(EVERYONE) && !bob.valid_password?('wrong horse'), 'Devise takes the password of a user made here')
ok(recent?(bob.created_at) && recent?(bob.updated_at) && bob.confirmed_at.nil?, 'who was created now and is not confirmed')
equal(store.refusal(:create, { email: 'BOB@example.org', password: EVERYONE }.to_json), '23U01 user_exists',
      'whose address is taken')
equal(store.call(:create, { email: 'Eve@Example.org', password: EVERYONE }.to_json)['email'], 'eve@example.org',
      'Devise looks addresses up in small letters: create writes them so')
store.call(:change_email, 'eve@example.org', 'Eve@Example.net', true)
ok(User.exists?(email: 'eve@example.net') && store.logs_in?('EVE@example.net', EVERYONE), 'and change_email')

bob.update!(password: 'battery staple', email: 'robert@example.org')
ok(store.logs_in?('robert@example.org', 'battery staple'), 'password and address that Rails set')
ok(!store.logs_in?('robert@example.org', EVERYONE) && !store.logs_in?('bob@example.org', 'battery staple'),
   'not those before')
bob.update!(locked_at: Time.now)
equal(store.refusal(:login, 'robert@example.org', 'battery staple'), '28U02 blocked_user', 'whom Devise locked is blocked')
ok(!store.logs_in?('robert@example.org', 'wrong horse'), 'and told so after the right password only')
bob.update!(locked_at: nil, confirmed_at: Time.now)
equal(store.call(:login, 'robert@example.org', 'battery staple')['email_verified'], true,
      'unlocked and confirmed by Devise')
bob.destroy!
ok(store.call(:get_user, 'robert@example.org').nil?, 'whom Rails destroyed is not found')
ok(store.call(:delete, ann.id.to_s) && !User.exists?(ann.id), 'whom delete removed is gone for Rails')

# has_secure_password
CreateAccounts.migrate(:up)
store = Store.new('accounts', Account)
store.attach({ user_id: 'id', email: 'email', verifier: 'password_digest' },
             { scheme: 'bcrypt-2a', cost: 4, user_id_prefix: 'account-',
               set: { create: { created_at: 'now()' }, any: { updated_at: 'now()' } } })
equal(store.able, 'login create change_password get_user delete change_email',
      'has_secure_password: a table that attach is told of')
ann = Account.create!(email: 'ann@example.org', password: EVERYONE)
ok(store.logs_in?('ann@example.org', EVERYONE), 'a user of Rails logs in')
ok(!store.logs_in?('ann@example.org', 'wrong horse'), 'not with a wrong password')
equal(store.changes(ann, :login, 'ann@example.org', EVERYONE), '', 'a login changes nothing')
equal(store.changes(ann, :change_password, 'ann@example.org', 'battery staple'), 'password_digest updated_at',
      'change_password changes the digest')
ann = Account.find(ann.id)
ok(ann.authenticate('battery staple') && !ann.authenticate(EVERYONE), 'Rails takes the new password, not the old one')
profile = store.call(:create, { email: 'bob@example.org', password: EVERYONE }.to_json)
bob = Account.find_by(email: 'bob@example.org')
equal(profile['user_id'], "account-#{bob.id}", 'create makes a user whom Rails finds')
ok(bob.authenticate(EVERYONE) && !bob.authenticate('wrong horse') && bob.valid?, 'and who logs in')
bob.update!(password: 'battery staple')
ok(store.logs_in?('bob@example.org', 'battery staple') && !store.logs_in?('bob@example.org', EVERYONE),
   'a password that Rails set, not the one before')
ok(store.call(:change_email, 'bob@example.org', 'robert@example.org', false) &&
   Account.find_by(email: 'robert@example.org').authenticate('battery staple'), 'change_email leaves it')

# A weaker bcrypt is made anew, as Rails writes it.
store.attach({ user_id: 'id', email: 'email', verifier: 'password_digest' },
             { verifiers: { write: 'bcrypt-2a' }, cost: 5, user_id_prefix: 'account-' })
equal(store.changes(bob, :login, 'robert@example.org', 'battery staple'), 'password_digest', 'write: a login rewrites')
bob = Account.find(bob.id)
ok(bob.password_digest.start_with?('$2a$05$') && bob.authenticate('battery staple') && !bob.authenticate(EVERYONE),
   'and Rails takes it')
equal(store.changes(bob, :login, 'robert@example.org', 'battery staple'), '', 'once')
ok(store.call(:delete, profile['user_id']) && !Account.exists?(bob.id), 'whom delete removed is gone for Rails')
