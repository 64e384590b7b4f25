package dev.shunt.it;

/**
 * The two real servers of this run, started at the first use and ended with the JVM: two MariaDB servers of our own, or
 * any two by {@code -Dshunt.it.source.url=jdbc:mysql://…/?user=…&password=… -Dshunt.it.target.url=…}, whose user may
 * create databases.
 */
final class Servers {
    private Servers() {}

    /** The server's URL without a schema, with user and password. */
    static String sourceUrl() {
        String given = System.getProperty("shunt.it.source.url");
        return given != null ? given : Embedded.SOURCE.url("");
    }

    static String targetUrl() {
        String given = System.getProperty("shunt.it.target.url");
        return given != null ? given : Embedded.TARGET.url("");
    }

    /** A server of our own to move from, whatever was given. */
    static MariaDbServer embeddedSource() {
        return Embedded.SOURCE;
    }

    /** A server of our own to move to, whatever was given; who kills or pauses it brings it back. */
    static MariaDbServer embeddedTarget() {
        return Embedded.TARGET;
    }

    private static final class Embedded {
        static final MariaDbServer SOURCE = MariaDbServer.start();
        static final MariaDbServer TARGET = MariaDbServer.start();
    }
}
