package dev.shunt.admin.preflight;

import dev.shunt.admin.schema.Definition;
import dev.shunt.admin.schema.Definitions;
import dev.shunt.admin.schema.Translation;
import dev.shunt.config.Config;
import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Both sides, and the tables that move.
 *
 * @param names as the source has them
 */
record Pair(Config config, Database source, Database target, List<String> names, Map<String, Definition> definitions) {
    /** H2 takes it in a new column only. */
    private static final String ON_NULL = " DEFAULT ON NULL";

    /** A table that both sides have. */
    record Tables(TableFacts source, TableFacts target) {
        String name() {
            return source.name();
        }
    }

    /** A column that both sides have. */
    record Columns(Tables tables, ColumnFacts source, ColumnFacts target) {
        String name() {
            return tables.name() + "." + source.name();
        }
    }

    /** Something to do with one side or the other. */
    @FunctionalInterface
    interface Look {
        void at(Database database) throws SQLException;
    }

    Pair(Config config, Database source, Database target, List<String> names) {
        this(config, source, target, names, new HashMap<>());
    }

    /** Returns true if both speak the dialect of MySQL. */
    boolean mysql() {
        return source.mysql() && target.mysql();
    }

    void each(Look look) throws SQLException {
        look.at(source);
        look.at(target);
    }

    /** Returns the tables that move, as the source has them. */
    List<TableFacts> sourceTables() throws SQLException {
        List<TableFacts> all = new ArrayList<>();
        for (String name : names) {
            TableFacts table = source.structure().table(name);
            if (table != null) {
                all.add(table);
            }
        }
        return all;
    }

    /**
     * Returns the target's table of the name of one of the source; null if there is none. Another one of the source may differ from it
     * in case only.
     */
    @Nullable
    TableFacts partner(TableFacts table) throws SQLException {
        TableFacts other = target.structure().table(table.name());
        TableFacts own = other == null ? null : source.structure().table(other.name());
        return own != null && own.name().equals(table.name()) ? other : null;
    }

    /** Returns the tables that move and are on both sides. */
    List<Tables> tables() throws SQLException {
        List<Tables> all = new ArrayList<>();
        for (TableFacts table : sourceTables()) {
            TableFacts other = partner(table);
            if (other != null) {
                all.add(new Tables(table, other));
            }
        }
        return all;
    }

    /** Returns the columns of {@link #tables} that are on both sides. */
    List<Columns> columns() throws SQLException {
        List<Columns> all = new ArrayList<>();
        for (Tables tables : tables()) {
            for (ColumnFacts column : tables.source.columns()) {
                ColumnFacts other = tables.target.column(column.name());
                if (other != null) {
                    all.add(new Columns(tables, column, other));
                }
            }
        }
        return all;
    }

    /** Returns {@code finding} with the statement that gives the target's column the source's definition, if there is one. */
    Finding redefined(Finding finding, Columns columns) throws SQLException {
        String definition = definition(columns.tables.source, columns.source);
        if (definition == null) {
            return finding.fix("Give the column of the target the source's definition.");
        }
        String table = "ALTER TABLE " + target.quote(columns.tables.target.name());
        if (target.mysql()) {
            return finding.sql(Side.TARGET, table + " MODIFY COLUMN " + definition);
        }
        String column = table + " ALTER COLUMN ";
        String changed = definition.contains("AS IDENTITY") // its key keeps it NOT NULL
                ? definition.replace(ON_NULL, "").replace(" NOT NULL", "")
                : definition;
        List<String> statements = new ArrayList<>(List.of(column + changed));
        String name = target.quote(columns.target.name());
        if (definition.contains(ON_NULL)) {
            statements.add(column + name + " SET" + ON_NULL);
        }
        if (columns.source.nullable() && !columns.target.nullable()) {
            statements.add(column + name + " DROP NOT NULL");
        }
        return finding.sql(Side.TARGET, statements.toArray(String[]::new));
    }

    /** Returns the definition of a column as the target would take it; null where there is none. */
    @Nullable
    String definition(TableFacts table, ColumnFacts column) throws SQLException {
        if (!Translation.possible(source.dialect, target.dialect)) {
            return null;
        }
        Definition known = definitions.get(table.name());
        if (known == null) {
            known = Definitions.through(source.own()).of(table.name());
            definitions.put(table.name(), known);
        }
        String text = known.column(column.name());
        if (text == null) {
            return null;
        }
        List<String> problems = new ArrayList<>();
        String translated = Translation.to(target.own(), source.dialect).of(collated(text, column), problems::add);
        return problems.isEmpty() ? translated : null;
    }

    /** Names the character set and the collation also where they are those of the source's table. */
    private String collated(String text, ColumnFacts column) {
        String begin = source.quote(column.name()) + " " + column.type();
        if (!source.mysql() || column.collation() == null || !text.startsWith(begin)) {
            return text;
        }
        String rest = text.substring(begin.length()).replaceFirst("^( CHARACTER SET \\w+)?( COLLATE \\w+)?", "");
        return begin + " CHARACTER SET " + column.charset() + " COLLATE " + column.collation() + rest;
    }
}
