package dev.shunt.admin.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import org.h2.tools.Server;

/** The main class of one H2 server. It ends with the process that started it, however that one ends. */
final class H2Server {
    private H2Server() {}

    public static void main(String[] arguments) throws SQLException, IOException {
        Server.createTcpServer("-tcpPort", arguments[0], "-baseDir", arguments[1], "-ifNotExists", "-tcpDaemon")
                .start();
        System.in.transferTo(OutputStream.nullOutputStream()); // until the parent is gone
        Runtime.getRuntime().halt(0);
    }
}
