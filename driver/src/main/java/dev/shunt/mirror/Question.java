package dev.shunt.mirror;

import dev.shunt.replay.Bindings;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.sql.Term;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT of primary keys that is put to the primary on the application's own connection.
 *
 * @param terms what its parameters are, in order
 * @param probes how many rows it can find at the most; -1 where any number
 */
record Question(String sql, List<Term> terms, int probes) {
    /** Returns the keys of the rows found; locks them if the question does. */
    Set<Key> ask(Connection primary, Table table, @Nullable Bindings bindings) throws SQLException {
        try (PreparedStatement select = primary.prepareStatement(sql)) {
            for (int i = 0; i < terms.size(); i++) {
                if (terms.get(i) instanceof Term.Param param && bindings != null) {
                    bindings.apply(select, param.index(), i + 1);
                } else if (terms.get(i) instanceof Term.Literal literal) {
                    select.setObject(i + 1, literal.value());
                }
            }
            Set<Key> keys = new LinkedHashSet<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    keys.add(key(found, table));
                }
            }
            return keys;
        }
    }

    private static Key key(ResultSet found, Table table) throws SQLException {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i <= table.primaryKey().size(); i++) {
            values.add(KeyValues.read(found, i, table.primaryKey().get(i - 1)));
        }
        return Key.of(values);
    }
}
