package dev.shunt.sql;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.parser.SQLParserUtils;
import com.alibaba.druid.sql.parser.SQLStatementParser;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses tokens with Druid. Literals and parameters go in as placeholders that name their token, so that the parser
 * decides how things belong together and never what a literal means.
 */
final class Grammar {
    private static final int DEEPEST = 300;
    private static final Pattern PLACEHOLDER = Pattern.compile("k\\d{1,7}");
    private static final Pattern SHORT = Pattern.compile("\\d{1,9}");

    private Grammar() {}

    /** The one statement that {@code tokens} make; null if the parser does not accept them, all of them. */
    static @Nullable SQLStatement parse(Tokens tokens) {
        if (tokens.list().stream().anyMatch(token -> token.depth() > DEEPEST)) {
            return null;
        }
        try {
            SQLStatementParser parser = SQLParserUtils.createSQLStatementParser(render(tokens), DbType.mysql);
            List<SQLStatement> statements = parser.parseStatementList();
            boolean whole =
                    parser.getLexer().token() == com.alibaba.druid.sql.parser.Token.EOF && statements.size() == 1;
            return whole ? statements.get(0) : null;
        } catch (RuntimeException | StackOverflowError | LinkageError refused) {
            return null;
        }
    }

    /** The token that a placeholder in the parser's tree stands for; null if {@code text} is none. */
    static @Nullable Token token(Tokens tokens, String text) {
        if (!PLACEHOLDER.matcher(text).matches()) {
            return null;
        }
        int i = Integer.parseInt(text.substring(1));
        return i < tokens.size() ? tokens.get(i) : null;
    }

    private static String render(Tokens tokens) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (i > 0 && tokens.get(i - 1).end() < token.start()) {
                text.append(' ');
            }
            switch (token.kind()) {
                case TEXT, OPAQUE -> text.append("'k").append(i).append('\'');
                case PARAM, BYTES -> text.append(":k").append(i);
                case NUMBER -> text.append(isShort(token) ? token.raw() : ":k" + i);
                case NAME ->
                    text.append('`').append(token.text().replace("`", "``")).append('`');
                default -> text.append(token.raw());
            }
        }
        return text.toString();
    }

    /** Grammars want digits in some places, and short ones mean the same everywhere. */
    private static boolean isShort(Token number) {
        return SHORT.matcher(number.text()).matches();
    }
}
