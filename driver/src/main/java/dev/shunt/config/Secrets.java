package dev.shunt.config;

import java.util.regex.Pattern;

/** Takes out of a text, a URL or one that may have URLs in it, what may be a password; rather too much than too little. */
public final class Secrets {
    /** But not what MySQL says of a login that it refuses: {@code (using password: YES)}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)(\\w*(?:passw|passphrase|pwd|secret|token|credential)\\w*\\s*=\\s*"
                    + "|password\\d?\\s*:\\s*+(?!(?:YES|NO)\\)))[^&;\\s]*");

    /** A password may have slashes and at signs in it. */
    private static final Pattern USER_INFO = Pattern.compile("//([^:/@?;\\s]*):\\S*@");

    /** {@code jdbc:oracle:thin:scott/tiger@host}. */
    private static final Pattern ORACLE = Pattern.compile("(?i)(:oracle:\\w+:[^/@\\s]*)/\\S*@");

    private static final Pattern MORE = Pattern.compile("[@()\\s]");

    private Secrets() {}

    /** Returns {@code text} with stars in the place of each. */
    public static String masked(String text) {
        String masked =
                ORACLE.matcher(PARAMETER.matcher(text).replaceAll("$1***")).replaceAll("$1/***@");
        return USER_INFO.matcher(masked).replaceAll("//$1:***@");
    }

    /**
     * Returns which database a JDBC URL leads to, without its parameters; of one that may have a login or more in another
     * place only which product.
     */
    public static String place(String url) {
        return MORE.matcher(url).find()
                ? url.replaceFirst("(?s)^(jdbc:[a-zA-Z0-9+]*:).*", "$1…")
                : url.replaceFirst("[?;].*", "");
    }
}
