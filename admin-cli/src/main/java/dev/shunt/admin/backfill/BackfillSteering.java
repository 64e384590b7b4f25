package dev.shunt.admin.backfill;

import dev.shunt.admin.tables.Steering;
import picocli.CommandLine.Option;

/** What can be asked of a backfill that runs. */
final class BackfillSteering extends Steering {
    static final String GO_ON = "shunt backfill --resume";

    @Option(names = "--resume", description = "Let it go on.")
    private boolean resume;

    @Override
    protected boolean goesOn() {
        return resume;
    }
}
