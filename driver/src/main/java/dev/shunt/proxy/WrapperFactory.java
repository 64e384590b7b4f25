package dev.shunt.proxy;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.isSubTypeOf;
import static net.bytebuddy.matcher.ElementMatchers.isSuperTypeOf;
import static net.bytebuddy.matcher.ElementMatchers.isVirtual;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.NamingStrategy;
import net.bytebuddy.description.modifier.FieldManifestation;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.implementation.FieldAccessor;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Makes wrappers of one kind: subclasses of a hand-written abstract class, one for each delegate class, generated once
 * for the life of that class. The subclass implements every public interface of the delegate. What the abstract class
 * implements decides; every other method of those interfaces goes straight to the delegate.
 *
 * <p>The abstract class has one constructor, whose first parameter is the delegate, and a method {@code Object
 * adopt(Object, Object[])} through which the results of the vendor's own methods go that return JDBC objects, with the
 * arguments of the call. Thread-safe.
 *
 * @param <M> the interface by which wrappers are made. A call of it costs what {@code new} does: it is no reflection, and
 *     no array of arguments
 */
public final class WrapperFactory<M> {
    private static final String DELEGATE = "shuntDelegate";

    private final Class<?> base;
    private final Class<?> type;
    private final Class<M> maker;
    private final MethodHandles.Lookup lookup;
    private final Constructor<?> constructor;
    private final ClassValue<M> makers = new ClassValue<>() {
        @Override
        protected M computeValue(Class<?> delegate) {
            return generate(delegate);
        }
    };

    /**
     * @param base the abstract class
     * @param type the interface of {@code java.sql} that it wraps
     * @param maker an interface with the one method {@code wrap}, which takes what the constructor of {@code base} takes
     *     and returns {@code base}
     * @param lookup with the rights of the package of {@code base}
     */
    public WrapperFactory(Class<?> base, Class<?> type, Class<M> maker, MethodHandles.Lookup lookup) {
        this.base = base;
        this.type = type;
        this.maker = maker;
        this.lookup = lookup;
        this.constructor = base.getDeclaredConstructors()[0];
    }

    /** Returns what makes wrappers of delegates of that one's class. */
    public M of(Object delegate) {
        return makers.get(delegate.getClass());
    }

    private M generate(Class<?> delegate) {
        try {
            MethodHandle wrapper = lookup.unreflectConstructor(
                    define(delegate).getDeclaredConstructor(constructor.getParameterTypes()));
            MethodType signature = MethodType.methodType(base, constructor.getParameterTypes());
            CallSite made = LambdaMetafactory.metafactory(
                    lookup, "wrap", MethodType.methodType(maker), signature, wrapper, signature);
            return maker.cast(made.getTarget().invoke());
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot wrap " + delegate, e);
        }
    }

    private Class<?> define(Class<?> delegate) {
        Set<Class<?>> interfaces = interfaces(delegate);
        Class<?> field = field(delegate, interfaces);
        MethodCall call = MethodCall.invokeSelf().onField(DELEGATE).withAllArguments();
        Implementation.Composable forward = call.withAssigner(Assigner.DEFAULT, Assigner.Typing.DYNAMIC);
        ElementMatcher.Junction<TypeDescription> jdbc =
                isSubTypeOf(Statement.class).or(isSubTypeOf(ResultSet.class)).or(isSubTypeOf(Connection.class));
        DynamicType.Builder<?> builder = new ByteBuddy()
                .with(new NamingStrategy.SuffixingRandom(delegate.getSimpleName()))
                .subclass(base, ConstructorStrategy.Default.NO_CONSTRUCTORS)
                .implement(interfaces.toArray(Class<?>[]::new))
                .defineField(DELEGATE, field, Visibility.PRIVATE, FieldManifestation.FINAL)
                .defineConstructor(Visibility.PUBLIC)
                .withParameters(constructor.getParameterTypes())
                .intercept(MethodCall.invoke(constructor)
                        .withAllArguments()
                        .andThen(FieldAccessor.ofField(DELEGATE)
                                .withAssigner(Assigner.DEFAULT, Assigner.Typing.DYNAMIC)
                                .setsArgumentAt(0)));
        return builder.method(isVirtual().and(isDeclaredBy(isInterface())))
                .intercept(forward)
                .method(isVirtual()
                        .and(isDeclaredBy(
                                isInterface().and(not(nameStartsWith("java."))).and(isSuperTypeOf(field))))
                        .and(returns(jdbc)))
                .intercept(MethodCall.invoke(named("adopt").and(isDeclaredBy(adopter())))
                        .withMethodCall(call)
                        .withArgumentArray()
                        .withAssigner(Assigner.DEFAULT, Assigner.Typing.DYNAMIC))
                .make()
                .load(base.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup))
                .getLoaded();
    }

    /** The delegate's own class if it can be named, so that no call needs a cast; else its richest interface. */
    private Class<?> field(Class<?> delegate, Set<Class<?>> interfaces) {
        if (Modifier.isPublic(delegate.getModifiers()) && visible(delegate)) {
            return delegate;
        }
        return interfaces.stream().filter(type::isAssignableFrom).findFirst().orElse(type);
    }

    private Class<?> adopter() {
        for (Class<?> c = base; c != null; c = c.getSuperclass()) {
            if (Arrays.stream(c.getDeclaredMethods()).map(Method::getName).anyMatch("adopt"::equals)) {
                return c;
            }
        }
        throw new IllegalStateException(base + " has no method adopt");
    }

    /** The public interfaces that the wrapper's own class loader sees as the delegate does. */
    private Set<Class<?>> interfaces(Class<?> delegate) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Class<?> c = delegate; c != null; c = c.getSuperclass()) {
            for (Class<?> candidate : c.getInterfaces()) {
                if (Modifier.isPublic(candidate.getModifiers()) && !candidate.isSealed() && visible(candidate)) {
                    found.add(candidate);
                }
            }
        }
        found.add(type);
        return found;
    }

    private boolean visible(Class<?> candidate) {
        try {
            return Class.forName(candidate.getName(), false, base.getClassLoader()) == candidate;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
