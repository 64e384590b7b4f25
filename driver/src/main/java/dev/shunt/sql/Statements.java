package dev.shunt.sql;

import dev.shunt.sql.Write.Reason;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Decides by the first words what a statement is. What is not listed may write. */
final class Statements {
    private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE");

    private static final Set<String> SYSTEM_AUTOCOMMIT =
            Set.of("@@AUTOCOMMIT", "@@SESSION.AUTOCOMMIT", "@@LOCAL.AUTOCOMMIT");
    /** What may stand in parentheses. */
    private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "VALUES", "TABLE");

    private final Tokens tokens;

    private Statements(Tokens tokens) {
        this.tokens = tokens;
    }

    /** What one statement does. */
    static Finding find(Tokens tokens) {
        int first = 0;
        while (tokens.is(first, "(")) {
            first++;
        }
        boolean call = tokens.size() > 2 && tokens.get(0).kind() == Token.Kind.PARAM && tokens.is(1, "=");
        Statements statements = new Statements(call ? tokens.part(2, tokens.size()) : tokens);
        boolean odd = first > 0 && !tokens.isWord(first, QUERIES);
        return odd ? statements.unparsed() : statements.find(tokens.word(call ? 2 : first));
    }

    private Finding find(String word) {
        return switch (word) {
            case "SELECT" -> select();
            case "WITH" -> with();
            case "INSERT", "REPLACE" -> Inserts.find(tokens);
            case "UPDATE", "DELETE" -> Changes.find(tokens);
            case "MERGE" -> opaque(Reason.FROM_QUERY, target());
            case "LOAD" -> load();
            case "TRUNCATE" -> opaque(Reason.TRUNCATE, Tables.of(tokens)).andCommits();
            case "CALL" -> opaque(Reason.CALL, List.of());
            case "DO" -> Calls.of(tokens).session() && !known() ? opaque(Reason.CALL, List.of()) : other();
            case "XA" -> xa();
            case "CREATE", "ALTER", "DROP", "RENAME" -> Definitions.find(tokens);
            case "IMPORT" -> opaque(Reason.DDL, List.of()).andCommits();
            case "EXPLAIN", "DESCRIBE", "DESC", "ANALYZE" -> explain(word);
            default -> quiet(word);
        };
    }

    private Finding quiet(String word) {
        return switch (word) {
            case "BEGIN", "START" -> begin();
            case "COMMIT" -> Finding.committing(Verb.COMMIT);
            case "ROLLBACK" -> Finding.harmless(tokens.find(1, "TO") < tokens.size() ? Verb.SAVEPOINT : Verb.ROLLBACK);
            case "SAVEPOINT", "RELEASE" -> Finding.harmless(Verb.SAVEPOINT);
            case "SET", "USE" -> set();
            case "LOCK", "UNLOCK" -> Finding.committing(Verb.LOCK).naming(Tables.of(tokens));
            case "SHOW", "HELP", "CHECKSUM" -> Finding.harmless(Verb.SHOW);
            case "VALUES", "TABLE" ->
                changes() ? unparsed() : Finding.harmless(Verb.SHOW).naming(Tables.of(tokens));
            case "PREPARE" ->
                tokens.is(1, "COMMIT") ? opaque(Reason.XA, List.of()).andCommits() : other();
            case "DEALLOCATE", "HANDLER", "KILL", "SIGNAL", "RESIGNAL", "GET", "DECLARE", "SCRIPT", "" -> empty();
            case "GRANT",
                    "REVOKE",
                    "FLUSH",
                    "RESET",
                    "CHECK",
                    "OPTIMIZE",
                    "REPAIR",
                    "CACHE",
                    "INSTALL",
                    "UNINSTALL",
                    "STOP",
                    "CHANGE",
                    "PURGE",
                    "COMMENT",
                    "CHECKPOINT",
                    "SHUTDOWN",
                    "RESTART",
                    "BACKUP" -> Finding.committing(Verb.OTHER);
            default -> unparsed();
        };
    }

    private Finding select() {
        if (changes()) {
            return unparsed();
        }
        return Selects.find(tokens);
    }

    private Finding with() {
        if (!changes()) {
            return Selects.find(tokens);
        }
        boolean insert = tokens.has(Set.of("INSERT", "REPLACE"));
        return opaque(insert ? Reason.FROM_QUERY : Reason.UNPARSED, Tables.of(tokens));
    }

    /** True if a word that changes data stands somewhere, other than as a function or as a clause of another. */
    private boolean changes() {
        return IntStream.range(0, tokens.size())
                .filter(i -> tokens.isWord(i, CHANGES) && !tokens.is(i - 1, "."))
                .anyMatch(i -> switch (tokens.word(i)) {
                    case "INSERT", "REPLACE" -> !tokens.is(i + 1, "(");
                    case "UPDATE" -> !tokens.isWord(i - 1, Set.of("FOR", "KEY", "ON"));
                    case "DELETE" -> !tokens.is(i - 1, "ON");
                    default -> tokens.is(i + 1, "INTO");
                });
    }

    private Finding load() {
        boolean index = tokens.is(1, "INDEX");
        return index ? Finding.committing(Verb.OTHER) : opaque(Reason.LOAD_DATA, Tables.of(tokens));
    }

    private Finding xa() {
        if (tokens.is(1, "RECOVER")) {
            return Finding.harmless(Verb.SHOW);
        }
        Finding xa = opaque(Reason.XA, List.of());
        return tokens.isWord(1, Set.of("COMMIT", "ROLLBACK")) ? xa.andCommits() : xa;
    }

    private Finding explain(String word) {
        boolean runs = word.equals("ANALYZE") || tokens.find(1, "ANALYZE") < tokens.size();
        if (runs && changes()) {
            return unparsed();
        }
        boolean maintains = word.equals("ANALYZE") && tokens.find(1, "SELECT", "WITH") == tokens.size();
        return maintains
                ? Finding.committing(Verb.OTHER)
                : Finding.harmless(Verb.SHOW).naming(Tables.of(tokens));
    }

    private Finding begin() {
        if (tokens.is(0, "START")) {
            return Finding.committing(tokens.is(1, "TRANSACTION") ? Verb.BEGIN : Verb.OTHER);
        }
        boolean plain = tokens.size() == 1 || tokens.isWord(1, Set.of("WORK", "TRANSACTION", "TRAN"));
        return plain ? Finding.committing(Verb.BEGIN) : unparsed().andCommits();
    }

    private Finding set() {
        if (tokens.is(1, "STATEMENT") && tokens.has(CHANGES)) {
            return unparsed();
        }
        boolean commits = tokens.is(1, "PASSWORD");
        for (int i = 1; i < tokens.size(); i++) {
            if (autocommit(i)) {
                int value = tokens.is(i + 1, "=") || tokens.is(i + 1, ":=") || tokens.is(i + 1, "TO") ? i + 2 : i + 1;
                commits |= !tokens.isWord(value, Set.of("OFF", "FALSE")) && !zero(value);
            }
        }
        return commits ? Finding.committing(Verb.SET) : Finding.harmless(Verb.SET);
    }

    private boolean autocommit(int i) {
        Token token = tokens.get(i);
        boolean global = tokens.isWord(i - 1, Set.of("GLOBAL", "PERSIST", "PERSIST_ONLY"));
        return !global && (token.is("AUTOCOMMIT") || SYSTEM_AUTOCOMMIT.contains(token.text()));
    }

    private boolean zero(int i) {
        return i < tokens.size() && tokens.get(i).raw().equals("0");
    }

    /** DO with functions of the session, which are not in the list of harmless ones. */
    private boolean known() {
        Set<String> locks = Set.of("SLEEP", "GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS");
        return tokens.isWord(1, locks) && tokens.is(2, "(") && tokens.behind(2) == tokens.size();
    }

    private Finding empty() {
        return tokens.size() == 0 || !tokens.word(0).isEmpty() ? other() : unparsed();
    }

    private Finding other() {
        return Finding.harmless(Verb.OTHER);
    }

    private List<TableName> target() {
        Tokens.Named named = tokens.is(1, "INTO") ? tokens.nameAt(2) : null;
        return named == null ? List.of() : List.of(named.table());
    }

    private Finding unparsed() {
        boolean known = tokens.has(CHANGES);
        return opaque(Reason.UNPARSED, known ? Tables.of(tokens) : List.of());
    }

    private Finding opaque(Reason reason, List<TableName> written) {
        return Finding.writing(Tables.of(tokens), new Write.Opaque(written, reason, null));
    }
}
