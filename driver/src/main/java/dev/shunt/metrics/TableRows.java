package dev.shunt.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

/** The tables of a status as JMX has them: every metric of a table, and what only a text can tell. */
final class TableRows {
    private static final String TABLE = "table";
    private static final List<String> TEXTS = List.of("failing_by", "last_error", "tainted_since", "tainted_by");
    private static final List<Metric> METRICS =
            Metric.ALL.stream().filter(Metric::perTable).toList();

    private TableRows() {}

    static TabularData of(Map<String, Object> status) {
        try {
            CompositeType row = row();
            TabularData rows =
                    new TabularDataSupport(new TabularType("Tables", "the tables", row, new String[] {TABLE}));
            Map<?, ?> tables =
                    status.get("mirror") instanceof Map<?, ?> mirror && mirror.get("tables") instanceof Map<?, ?> all
                            ? all
                            : Map.of();
            for (Map.Entry<?, ?> table : tables.entrySet()) {
                if (rows.size() < Samples.MOST && table.getValue() instanceof Map<?, ?> values) {
                    rows.put(new CompositeDataSupport(row, values(String.valueOf(table.getKey()), values)));
                }
            }
            return rows;
        } catch (OpenDataException e) {
            throw new IllegalStateException(e); // the types are fixed
        }
    }

    private static CompositeType row() throws OpenDataException {
        List<String> names = new ArrayList<>();
        List<String> helps = new ArrayList<>();
        List<OpenType<?>> types = new ArrayList<>();
        names.add(TABLE);
        helps.add(TABLE);
        types.add(SimpleType.STRING);
        for (Metric metric : METRICS) {
            names.add(metric.attribute());
            helps.add(metric.help());
            types.add(SimpleType.DOUBLE);
        }
        for (String text : TEXTS) {
            names.add(text);
            helps.add(text.replace('_', ' '));
            types.add(SimpleType.STRING);
        }
        return new CompositeType(
                "Table",
                "one table",
                names.toArray(String[]::new),
                helps.toArray(String[]::new),
                types.toArray(OpenType[]::new));
    }

    private static Map<String, Object> values(String table, Map<?, ?> values) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(TABLE, table);
        Map<String, Object> one = Map.of("mirror", Map.of("tables", Map.of(table, values)));
        METRICS.forEach(
                metric -> row.put(metric.attribute(), Samples.of(metric, one).getOrDefault(table, Double.NaN)));
        TEXTS.forEach(text -> row.put(text, values.get(text) == null ? "" : String.valueOf(values.get(text))));
        return row;
    }
}
