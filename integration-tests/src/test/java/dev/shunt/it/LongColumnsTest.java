package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.config.Side;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Column;
import dev.shunt.schema.Table;
import dev.shunt.session.Endpoint;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What bounds the bytes of a row sync: a column of which the servers tell no length may be of any. */
class LongColumnsTest {
    @Test
    void documentsAndShapesMayBeOfAnyLength() throws SQLException {
        try (Pair pair = Pair.servers();
                Endpoint source =
                        new Endpoint(Side.SOURCE, pair.sourceUrl(), new Properties(), 1, 1, Duration.ofSeconds(60))) {
            pair.onSource(List.of("CREATE TABLE t (id INT PRIMARY KEY, j JSON, g GEOMETRY, p POLYGON, v VARCHAR(9))"));
            Table table = Objects.requireNonNull(new Catalog(source.sync(), Duration.ofHours(1)).table("t"));
            List<String> unbounded = table.columns().stream()
                    .filter(column -> column.size() >= 4_294_967_295L)
                    .map(Column::name)
                    .toList();
            assertEquals(List.of("j", "g", "p"), unbounded);
        }
    }
}
