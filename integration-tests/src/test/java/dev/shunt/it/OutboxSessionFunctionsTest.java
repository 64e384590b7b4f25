package dev.shunt.it;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same while Shunt writes a row of its own into every transaction. */
class OutboxSessionFunctionsTest extends SessionFunctionsTest {
    OutboxSessionFunctionsTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    String journal() {
        return "outbox";
    }
}
