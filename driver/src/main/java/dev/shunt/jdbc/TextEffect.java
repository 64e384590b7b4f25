package dev.shunt.jdbc;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a text that runs at rest may do to the transaction. It is not analysed there: its first word tells, and for all
 * but a few words nothing more is looked at.
 */
enum TextEffect {
    NONE,
    BEGINS,
    ENDS,
    AUTO_COMMIT_OFF,
    AUTO_COMMIT_ON,
    /** It may leave a transaction open, and it may not. */
    PERHAPS;

    private static final Pattern WORD =
            Pattern.compile("\\s*(?:(?:/\\*(?!!).*?\\*/|--[ \\t][^\\n]*|#[^\\n]*)\\s*)*(\\w+)(.*)", Pattern.DOTALL);
    private static final Pattern CHAIN = Pattern.compile("\\band\\s+chain\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern TO =
            Pattern.compile("(?:\\s+work)?\\s+to\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern BEGIN = Pattern.compile("(?:\\s+work)?\\s*;?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern TRANSACTION =
            Pattern.compile("\\s+transaction\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ASIDE = Pattern.compile(
            "'(?>[^'\\\\]++|\\\\.|'')*+'|\"(?>[^\"\\\\]++|\\\\.)*+\"|`[^`]*`|/\\*(?!!).*?\\*/|--[ \\t][^\\n]*|#[^\\n]*",
            Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile(
            "(?:^|;)\\s*(?:begin|start\\s+transaction|commit|rollback|set\\b[^;]*autocommit|xa|call|execute|\\{|/\\*!)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern HARMLESS = Pattern.compile(
            "select|insert|update|delete|replace|with|values|show|explain|describe|desc|use|do|create|alter|drop|rename"
                    + "|truncate|savepoint|release|merge|prepare|deallocate|lock|unlock|analyze|optimize|check|repair|flush"
                    + "|kill|grant|revoke|reset|load|handler|table|help|checksum|comment|script",
            Pattern.CASE_INSENSITIVE);

    /** Returns the effect of a text; of none at all, none. */
    static TextEffect of(@Nullable String sql) {
        return sql == null || commonest(sql) ? NONE : parsed(sql);
    }

    /** A single SELECT, INSERT, UPDATE or DELETE, told by two letters. */
    private static boolean commonest(String sql) {
        if (sql.length() < 6) {
            return false;
        }
        int first = sql.charAt(0) | 0x20;
        int second = sql.charAt(1) | 0x20;
        int third = sql.charAt(2) | 0x20;
        boolean known = (first == 's' && second == 'e' && third == 'l')
                || (first == 'i' && second == 'n' && third == 's')
                || (first == 'u' && second == 'p' && third == 'd')
                || (first == 'd' && second == 'e' && third == 'l');
        return known && sql.indexOf(';') < 0;
    }

    private static TextEffect parsed(String sql) {
        int semicolon = sql.indexOf(';');
        if (semicolon >= 0 && !sql.substring(semicolon + 1).isBlank()) {
            return CONTROL.matcher(ASIDE.matcher(sql).replaceAll(" ")).find() ? PERHAPS : NONE;
        }
        Matcher words = WORD.matcher(sql);
        if (!words.matches()) {
            return sql.stripLeading().startsWith("(") ? NONE : PERHAPS;
        }
        String rest = words.group(2);
        return switch (words.group(1).toLowerCase(Locale.ROOT)) {
            case "begin" -> BEGIN.matcher(rest).matches() ? BEGINS : PERHAPS;
            case "start" -> TRANSACTION.matcher(rest).matches() ? BEGINS : NONE;
            case "commit", "rollback" -> TO.matcher(rest).matches() ? NONE : ends(rest);
            case "set" -> rest.toLowerCase(Locale.ROOT).contains("autocommit") ? autoCommit(sql) : NONE;
            default -> HARMLESS.matcher(words.group(1)).matches() ? NONE : PERHAPS;
        };
    }

    private static TextEffect ends(String rest) {
        Matcher chain = CHAIN.matcher(rest);
        return chain.find() && !rest.toLowerCase(Locale.ROOT).contains("no chain") ? BEGINS : ENDS;
    }

    private static TextEffect autoCommit(String sql) {
        Matcher set = Transactions.AUTOCOMMIT.matcher(sql);
        if (!set.matches()) {
            return PERHAPS;
        }
        return set.group(1).matches("(?i)0|off|false") ? AUTO_COMMIT_OFF : AUTO_COMMIT_ON;
    }
}
