package dev.shunt.admin.terminal;

/** Ends a command with an exit code and a message for a person: what is wrong, and the fix. Never a stack trace. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public Failure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** Returns one of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
