package dev.shunt.admin;

import picocli.CommandLine.IVersionProvider;

/** What {@code shunt --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Shunt.class.getPackage().getImplementationVersion();
        return new String[] {
            "shunt " + (version == null ? "(built from source)" : version) + ", Java "
                    + System.getProperty("java.version")
        };
    }
}
