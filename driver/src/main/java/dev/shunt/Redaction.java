package dev.shunt;

import java.util.regex.Pattern;

/** Takes secrets out of URLs before they are shown. */
final class Redaction {
    private static final Pattern USER_INFO = Pattern.compile("//[^/@?]*@");
    private static final Pattern PARAMETERS = Pattern.compile("(?i)((?:password|pwd|secret|token|key)[^=&;]*=)[^&;)]*");

    private Redaction() {}

    static String url(String url) {
        return PARAMETERS.matcher(USER_INFO.matcher(url).replaceAll("//***@")).replaceAll("$1***");
    }

    /** Returns what tells one database from another: the URL without user, password and parameters. */
    static String database(String url) {
        String bare =
                PARAMETERS.matcher(USER_INFO.matcher(url).replaceAll("//")).replaceAll("$1***");
        int end = indexOfAny(bare);
        return end < 0 ? bare : bare.substring(0, end);
    }

    private static int indexOfAny(String url) {
        int question = url.indexOf('?');
        int semicolon = url.indexOf(';');
        return question < 0 || semicolon >= 0 && semicolon < question ? semicolon : question;
    }
}
