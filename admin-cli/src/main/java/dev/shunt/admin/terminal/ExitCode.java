package dev.shunt.admin.terminal;

/** What the commands end with. */
public final class ExitCode {
    /** All is well. */
    public static final int FINE = 0;

    /** It worked, and something needs a person: a problem in the file, a tainted table, differences, … */
    public static final int NEEDS_A_PERSON = 1;

    /** The command line, a value on it, or the shell is wrong: it names what is not there, or lacks what the file looks up. */
    public static final int USAGE = 2;

    /** The file, a database or the running instance cannot be reached. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
