package dev.shunt.admin.verify;

import dev.shunt.admin.tables.Steering;
import picocli.CommandLine.Option;

/** What can be asked of a comparison that runs. */
final class VerifySteering extends Steering {
    static final String GO_ON = "shunt verify --unpause";

    @Option(names = "--unpause", description = "Let it go on.")
    private boolean unpause;

    @Override
    protected boolean goesOn() {
        return unpause;
    }
}
