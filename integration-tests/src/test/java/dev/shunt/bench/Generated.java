package dev.shunt.bench;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.StubMethod;

/** Completes abstract classes that implement an interface of JDBC, so that only what is measured is written by hand. */
final class Generated {
    private Generated() {}

    /** Returns the constructor of a class whose other methods do nothing. */
    static MethodHandle stub(Class<?> type) {
        return constructor(type, StubMethod.INSTANCE, MethodType.methodType(void.class));
    }

    /** Returns the constructor, which takes the delegate, of a class whose other methods call {@code delegate}. */
    static MethodHandle forwarding(Class<?> type, Class<?> delegate) {
        Implementation forward = MethodCall.invokeSelf().onField("delegate").withAllArguments();
        return constructor(type, forward, MethodType.methodType(void.class, delegate));
    }

    private static MethodHandle constructor(Class<?> type, Implementation rest, MethodType parameters) {
        try {
            Class<?> whole = new ByteBuddy()
                    .subclass(type)
                    .method(isAbstract())
                    .intercept(rest)
                    .make()
                    .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
                    .getLoaded();
            MethodHandle constructor = MethodHandles.lookup().findConstructor(whole, parameters);
            return constructor.asType(parameters.changeReturnType(type));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
