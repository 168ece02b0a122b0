<?php

// What the tests of PHP's frameworks share: where the database is, and the
// store as its administrator makes it and its scripts call it.

// What a framework's release says of a newer PHP is not ours.
error_reporting(E_ALL & ~E_DEPRECATED);
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    if (error_reporting() & $level) {
        throw new ErrorException($message, 0, $level, $file, $line);
    }
    return true;
});

define('DATABASE', 'regress_userstore_' . explode('.', basename($_SERVER['SCRIPT_NAME']))[0]);
define('APPLICATION', getenv('US_APPLICATION'));
define('SCRIPT', getenv('US_SCRIPT'));

function connect(string $role): PDO
{
    return new PDO(sprintf('pgsql:host=%s;port=%s;dbname=%s', getenv('PGHOST'), getenv('PGPORT'), DATABASE), $role, '',
        [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
}

function query(PDO $connection, string $sql, array $values = []): array
{
    $statement = $connection->prepare($sql);
    $statement->execute($values);
    return $statement->fetchAll(PDO::FETCH_ASSOC);
}

class Store
{
    public PDO $owner;
    private string $relation;
    private PDO $admin;
    private PDO $script;

    public function __construct(string $relation)
    {
        $this->relation = $relation;
        $this->owner = connect(APPLICATION);
        $this->admin = connect(getenv('PGUSER'));
        $this->script = connect(SCRIPT);
        // A timestamp without zone has to be UTC whatever the script's zone is.
        $this->script->exec("SET TimeZone = 'America/New_York'");
    }

    public function attach(array $options): void
    {
        query($this->admin, "SELECT userstore.attach('default', ?, options => ?)",
            [$this->relation, json_encode((object) $options)]);
        query($this->admin, 'SELECT userstore.grant_access(?)', [SCRIPT]);
    }

    /** The capabilities that the store has, in their order. */
    public function able(): string
    {
        return query($this->admin, "SELECT string_agg(name, ' ') AS names FROM userstore.capabilities('default')
            WHERE kind = 'capability' AND usable")[0]['names'];
    }

    /** The result of an action, null for NULL. */
    public function call(string $action, ...$values)
    {
        $places = implode(', ', array_fill(0, count($values), '?'));
        $answer = query($this->script, "SELECT to_jsonb(userstore.$action($places)) AS answer",
            $values)[0]['answer'];
        return $answer === null ? null : json_decode($answer, true);
    }

    /** The SQLSTATE with which an action refuses. */
    public function refusal(string $action, ...$values): string
    {
        try {
            return json_encode($this->call($action, ...$values));
        } catch (PDOException $e) {
            return $e->errorInfo[0];
        }
    }

    public function logsIn(string $identifier, string $password): bool
    {
        return $this->call('login', $identifier, $password) !== null;
    }

    /** A user's row as the table has it, by its columns; empty if it is gone. */
    public function row(string $id): array
    {
        return query($this->owner, "SELECT * FROM $this->relation WHERE id = ?", [$id])[0] ?? [];
    }

    /** The columns of a user's row that an action changes, sorted. */
    public function changes(string $id, string $action, ...$values): string
    {
        $before = $this->row($id);
        $this->call($action, ...$values);
        $changed = array_keys(array_diff_assoc($before, $this->row($id)));
        sort($changed);
        return implode(' ', $changed);
    }
}
