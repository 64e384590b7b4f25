package dev.shunt.admin.terminal;

/** What the commands end with. */
public final class ExitCode {
    /** All is well. */
    public static final int FINE = 0;

    /** It worked, and something needs a person: a problem in the file, a tainted table, differences, … */
    public static final int NEEDS_A_PERSON = 1;

    /** The command line or a value on it is wrong. */
    public static final int USAGE = 2;

    /** The file, or the instance that is asked for, cannot be reached. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
