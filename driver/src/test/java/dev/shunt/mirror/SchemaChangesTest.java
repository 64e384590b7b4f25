package dev.shunt.mirror;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.sql.TableName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which statements have the tables read anew. */
class SchemaChangesTest extends TrackerBed {
    SchemaChangesTest() throws Exception {}

    private boolean known(String table) {
        return tables.known(List.of(new TableName(null, table)));
    }

    /** Else each start of an application would have it walked as a whole. */
    @Test
    void aTableThatIsThereStaysKnownWhereOneIsCreatedOnlyIfAbsent() {
        tables.close(); // what is forgotten now stays so
        mirroring.schemaChanged(analyzer.analyze("CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY)"));
        assertTrue(known("t"));
    }

    @Test
    void aTableThatWasAbsentIsReadSoon() throws Exception {
        String create = "CREATE TABLE IF NOT EXISTS fresh (id INT PRIMARY KEY)";
        sql(create);
        mirroring.schemaChanged(analyzer.analyze(create));
        await().atMost(Duration.ofSeconds(30)).until(() -> known("fresh"));
    }
}
