package dev.shunt.metrics;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one instance as a JMX bean, {@code dev.shunt:type=Instance,file="…"}: a number for each metric without a
 * label, a map for each with one, the table {@code Tables}, and {@code Status}, all of the status as JSON. Read-only.
 * Thread-safe.
 */
public final class StatusBean implements DynamicMBean, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StatusBean.class.getName());
    private static final String STATUS = "Status";
    private static final String TABLES = "Tables";

    private final Supplier<Map<String, Object>> status;
    private final ObjectName name;

    private StatusBean(Supplier<Map<String, Object>> status, ObjectName name) {
        this.status = status;
        this.name = name;
    }

    /**
     * Registers one with the platform's server.
     *
     * @param file the instance's file
     * @return null where that does not work, which is logged and hurts nothing else
     */
    public static @Nullable StatusBean register(String file, Supplier<Map<String, Object>> status) {
        try {
            StatusBean bean = new StatusBean(status, name(file));
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, bean.name);
            return bean;
        } catch (JMException | RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "no JMX bean for " + file + ": " + e);
            return null;
        }
    }

    /** Returns the name of the bean of a file. */
    public static ObjectName name(String file) throws JMException {
        return new ObjectName("dev.shunt:type=Instance,file=" + ObjectName.quote(file));
    }

    /** Takes it off the server. */
    @Override
    public void close() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            LOG.log(System.Logger.Level.DEBUG, name + " was gone already");
        } catch (JMException | RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, name + " cannot be taken off: " + e);
        }
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        Object value = values(status.get()).get(attribute);
        if (value == null) {
            throw new AttributeNotFoundException(attribute);
        }
        return value;
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        Map<String, Object> values = values(status.get());
        AttributeList list = new AttributeList();
        for (String attribute : attributes) {
            if (values.containsKey(attribute)) {
                list.add(new Attribute(attribute, values.get(attribute)));
            }
        }
        return list;
    }

    /** What is not known at present is not a number, so that a chart has a gap. */
    private static Map<String, Object> values(Map<String, Object> page) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Metric metric : Metric.ALL) {
            if (metric.perTable()) {
                continue;
            }
            Map<String, Double> samples = Samples.of(metric, page);
            values.put(
                    metric.attribute(),
                    metric.label() == null
                            ? (Object) samples.getOrDefault("", Double.NaN)
                            : new LinkedHashMap<>(samples));
        }
        values.put(TABLES, TableRows.of(page));
        values.put(STATUS, Json.text(page));
        return values;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        List<MBeanAttributeInfo> attributes = new ArrayList<>();
        for (Metric metric : Metric.ALL) {
            if (!metric.perTable()) {
                String type = metric.label() == null ? "java.lang.Double" : "java.util.Map";
                attributes.add(info(metric.attribute(), type, metric.help()));
            }
        }
        attributes.add(
                info(TABLES, "javax.management.openmbean.TabularData", "a row for each table written or tainted"));
        attributes.add(info(STATUS, "java.lang.String", "all of the status, as JSON"));
        return new MBeanInfo(
                StatusBean.class.getName(),
                "how a running instance of Shunt is",
                attributes.toArray(MBeanAttributeInfo[]::new),
                null,
                null,
                null);
    }

    private static MBeanAttributeInfo info(String attribute, String type, String help) {
        return new MBeanAttributeInfo(attribute, type, help, true, false, false);
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException("read-only");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object @Nullable [] parameters, String @Nullable [] signature)
            throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action));
    }
}
