package dev.shunt.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/** Writes a status as Prometheus reads it: the text format, version 0.0.4. */
public final class Prometheus {
    private Prometheus() {}

    /**
     * Returns the text.
     *
     * @param file the file of the instance, a label of every sample: one machine may have several
     */
    public static String text(Map<String, Object> status, String file) {
        StringBuilder text = new StringBuilder();
        for (Metric metric : Metric.ALL) {
            Map<String, Double> samples = Samples.of(metric, status);
            if (samples.isEmpty()) {
                continue;
            }
            text.append("# HELP ").append(metric.name()).append(' ').append(metric.help());
            text.append("\n# TYPE ").append(metric.name()).append(' ').append(metric.type());
            text.append('\n');
            samples.forEach((name, value) -> {
                text.append(metric.name()).append("{file=\"").append(escaped(file));
                if (metric.label() != null) {
                    text.append("\",").append(metric.label()).append("=\"").append(escaped(name));
                }
                text.append("\"} ").append(number(value)).append('\n');
            });
        }
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        BigDecimal decimal = new BigDecimal(value, MathContext.DECIMAL64);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
}
