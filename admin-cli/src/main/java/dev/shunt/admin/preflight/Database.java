package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import dev.shunt.schema.Dialect;
import dev.shunt.session.Endpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One side, by a connection as the application has it and one as row syncs have it. Not thread-safe. */
final class Database implements AutoCloseable {
    /** The tables, however a name is written. */
    static final class Structure {
        private final Map<String, TableFacts> byName;

        private Structure(Map<String, TableFacts> byName) {
            this.byName = byName;
        }

        /** Returns the table of that name, in any case where no other has it exactly; null if there is none. */
        @Nullable
        TableFacts table(String name) {
            TableFacts exact = byName.get(name);
            return exact != null
                    ? exact
                    : byName.values().stream()
                            .filter(table -> table.name().equalsIgnoreCase(name))
                            .findFirst()
                            .orElse(null);
        }
    }

    final Side side;
    final String url;
    final Dialect dialect;
    private final Endpoint endpoint;
    private final Connection application;
    private final Connection own;
    private final Map<Boolean, Map<String, String>> variables = new HashMap<>();
    private @Nullable Structure structure;

    private Database(Side side, String url, Endpoint endpoint, Connection application, Connection own)
            throws SQLException {
        this.side = side;
        this.url = url;
        this.endpoint = endpoint;
        this.application = application;
        this.own = own;
        this.dialect = Dialect.of(own);
    }

    /** Connects; {@code url} is looked at for its properties. */
    static Database open(Side side, String url, Endpoint endpoint) throws SQLException {
        Connection own = endpoint.direct().getConnection();
        try {
            return new Database(side, url, endpoint, endpoint.reads().getConnection(), own);
        } catch (SQLException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /** Returns the connection for row syncs. */
    Connection own() {
        return own;
    }

    /** Returns one more connection for row syncs. */
    Connection another() throws SQLException {
        return endpoint.direct().getConnection();
    }

    /** Asks on the application's connection. */
    List<Row> asked(String sql) throws SQLException {
        return Row.all(application, sql);
    }

    /** Asks for one value on the application's connection; the empty text for none. */
    String value(String sql) throws SQLException {
        List<Row> rows = asked(sql);
        return rows.isEmpty() ? "" : rows.get(0).text(0);
    }

    boolean mysql() {
        return dialect != Dialect.H2;
    }

    /** Returns a setting as the application's connection has it; the empty text where there is none. */
    String variable(String name) throws SQLException {
        return variables(false).getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Returns a setting as new connections get it from the server; the empty text where there is none. */
    String global(String name) throws SQLException {
        return variables(true).getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    private Map<String, String> variables(boolean global) throws SQLException {
        Map<String, String> known = variables.get(global);
        if (known == null) {
            known = new HashMap<>();
            String sql = mysql()
                    ? "SHOW " + (global ? "GLOBAL" : "SESSION") + " VARIABLES"
                    : "SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS";
            for (Row row : asked(sql)) {
                known.put(row.text(0).toLowerCase(Locale.ROOT), row.text(1));
            }
            variables.put(global, known);
        }
        return known;
    }

    Structure structure() throws SQLException {
        Structure known = structure;
        if (known == null) {
            known = new Structure(new StructureReader(own, dialect).read());
            structure = known;
        }
        return known;
    }

    String schema() throws SQLException {
        return value("SELECT SCHEMA()");
    }

    /** Returns the account as GRANT has it. */
    String account() throws SQLException {
        String account = value("SELECT CURRENT_USER()");
        int at = account.lastIndexOf('@');
        return at < 0 ? quote(account) : "'" + account.substring(0, at) + "'@'" + account.substring(at + 1) + "'";
    }

    String quote(String name) {
        return dialect.quote(name);
    }

    /** Returns {@code product version}, short. */
    String product() throws SQLException {
        return dialect + " " + own.getMetaData().getDatabaseProductVersion().replaceAll("[^0-9.].*", "");
    }

    @Override
    public void close() throws SQLException {
        application.close();
        own.close();
    }
}
