package dev.shunt.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Map;

/** The main class of a process that holds a state directory until its standard input ends. */
final class StatusHolder {
    private StatusHolder() {}

    public static void main(String[] arguments) throws IOException {
        StatusServer server = new StatusServer(Path.of(arguments[0]), () -> Map.of("held", true));
        System.out.print('!');
        System.out.flush();
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } finally {
            Reference.reachabilityFence(server);
        }
    }
}
