package dev.shunt.admin.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Two database servers, empty at first, each a process of its own. */
interface Databases extends AutoCloseable {
    /** Starts both, and returns when they answer. */
    void start() throws IOException, InterruptedException, SQLException;

    /** Returns what they are, for people. */
    String product();

    /** Returns the source's JDBC URL, without user. */
    String sourceUrl();

    String targetUrl();

    String user();

    /** Returns the URL that the shop is given: the source's through Shunt with {@code file}. */
    String shopUrl(String file);

    /** Kills the target's process at once, as a power cut would. */
    void killTarget() throws InterruptedException;

    /** Starts the target again where it was, and returns when it answers. */
    void restartTarget() throws IOException, InterruptedException;

    @Override
    void close();

    default Connection source() throws SQLException {
        return DriverManager.getConnection(sourceUrl(), user(), "");
    }

    default Connection target() throws SQLException {
        return DriverManager.getConnection(targetUrl(), user(), "");
    }
}
