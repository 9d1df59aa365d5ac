package io.flexike.flexvpn;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The exported API of one module as sorted text: its public types, and their public and protected members. Left out is
 * what a kind of type brings along by itself: {@code equals}, {@code hashCode}, {@code toString}, the {@code values} of
 * an enum, the accessors and the constructor of a record.
 */
final class PublicApi {
    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("boolean equals(Object)", "int hashCode()", "String toString()");

    private PublicApi() {}

    /** Reads the module whose classes lie in the folder. */
    static String of(Path classes) throws IOException {
        ModuleDescriptor module;
        try (InputStream descriptor = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(descriptor);
        }
        StringBuilder text = new StringBuilder("module " + module.name() + "\n");
        for (String exported : exportedTo(module)) {
            text.append("\npackage ").append(exported).append('\n');
            for (Class<?> type : publicTypes(classes, exported)) {
                text.append('\n').append(declaration(type)).append('\n');
                members(type)
                        .forEach(member -> text.append("    ").append(member).append('\n'));
            }
        }
        return text.toString();
    }

    private static List<String> exportedTo(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .sorted()
                .toList();
    }

    private static List<Class<?>> publicTypes(Path classes, String exported) throws IOException {
        try (Stream<Path> files = Files.list(classes.resolve(exported.replace('.', '/')))) {
            List<Class<?>> types = new ArrayList<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .map(name -> load(exported + "." + name))
                    .filter(PublicApi::isReachable)
                    .forEach(types::add);
            return types;
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Public or protected, and so is everything around it. */
    private static boolean isReachable(Class<?> type) {
        return isVisible(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (type.getEnclosingClass() == null || isReachable(type.getEnclosingClass()));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String declaration(Class<?> type) {
        StringBuilder text = new StringBuilder(modifiers(type))
                .append(kind(type))
                .append(' ')
                .append(name(type).substring(name(type.getPackage().getName()).length() + 1))
                .append(variables(type.getTypeParameters()));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> name(component.getGenericType()) + " " + component.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        Type parent = type.getGenericSuperclass();
        if (parent != null && !Set.of(Object.class, Record.class).contains(type.getSuperclass()) && !type.isEnum()) {
            text.append(" extends ").append(name(parent));
        }
        if (!type.isAnnotation()) {
            text.append(listed(
                    type.isInterface() ? " extends " : " implements ", Arrays.stream(type.getGenericInterfaces())));
        }
        if (type.isSealed()) {
            text.append(listed(
                    " permits ", Arrays.stream(type.getPermittedSubclasses()).filter(PublicApi::isReachable)));
        }
        return text.toString();
    }

    private static String listed(String word, Stream<? extends Type> types) {
        String names = types.map(PublicApi::name).sorted().collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : word + names;
    }

    private static String modifiers(Class<?> type) {
        int modifiers = type.getModifiers();
        StringBuilder text = new StringBuilder(Modifier.isProtected(modifiers) ? "protected " : "");
        if (Modifier.isAbstract(modifiers) && !type.isInterface()) {
            text.append("abstract ");
        }
        if (Modifier.isFinal(modifiers) && !type.isRecord() && !type.isEnum()) {
            text.append("final ");
        }
        if (type.isSealed()) {
            text.append("sealed ");
        }
        return text.toString();
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Class<?> owner = type;
                owner != null && (owner == type || !isReachable(owner));
                owner = owner.getSuperclass()) {
            fields(owner).forEach(members::add);
            methods(owner).forEach(members::add);
        }
        constructors(type).forEach(members::add);
        return members;
    }

    private static Stream<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> isVisible(field.getModifiers()) && !field.isSynthetic())
                .map(field -> field.isEnumConstant() ? field.getName() : field(field));
    }

    private static String field(Field field) {
        return modifiers(field.getModifiers()) + name(field.getGenericType()) + " " + field.getName();
    }

    private static Stream<String> constructors(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(made -> isVisible(made.getModifiers()) && !made.isSynthetic() && !type.isEnum())
                .filter(made -> !isCanonical(type, made))
                .map(made -> modifiers(made.getModifiers()) + type.getSimpleName() + signature(made));
    }

    private static boolean isCanonical(Class<?> type, Constructor<?> made) {
        return type.isRecord()
                && Arrays.equals(
                        made.getParameterTypes(),
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray());
    }

    private static Stream<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> isVisible(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !isImplied(type, method))
                .map(method -> qualifiers(type, method) + shape(method));
    }

    private static String qualifiers(Class<?> type, Method method) {
        if (!type.isInterface()) {
            return modifiers(method.getModifiers());
        }
        return method.isDefault() ? "default " : modifiers(method.getModifiers() & ~Modifier.ABSTRACT);
    }

    private static boolean isImplied(Class<?> type, Method method) {
        boolean ofEnum = type.isEnum() && Set.of("values", "valueOf").contains(method.getName());
        boolean ofRecord = type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> method.equals(component.getAccessor()));
        return ofEnum || ofRecord || OF_EVERY_OBJECT.contains(shape(method));
    }

    private static String shape(Method method) {
        return name(method.getGenericReturnType()) + " " + method.getName() + signature(method);
    }

    private static String signature(Executable executable) {
        Type[] parameters = executable.getGenericParameterTypes();
        List<String> names =
                new ArrayList<>(Arrays.stream(parameters).map(PublicApi::name).toList());
        if (executable.isVarArgs()) {
            String last = names.remove(names.size() - 1);
            names.add(last.substring(0, last.length() - 2) + "...");
        }
        return variables(executable.getTypeParameters())
                + names.stream().collect(Collectors.joining(", ", "(", ")"))
                + listed(" throws ", Arrays.stream(executable.getGenericExceptionTypes()));
    }

    /** Only what a caller or a subclass notices. */
    private static String modifiers(int modifiers) {
        int told = modifiers & (Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT);
        return told == 0 ? "" : Modifier.toString(told) + " ";
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(variable -> variable.getName() + bounds(variable))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String bounds(TypeVariable<?> variable) {
        String bounds = Arrays.stream(variable.getBounds())
                .filter(bound -> bound != Object.class)
                .map(PublicApi::name)
                .collect(Collectors.joining(" & "));
        return bounds.isEmpty() ? "" : " extends " + bounds;
    }

    /** The full name without {@code io.flexike}, {@code java.lang} and {@code java.util}. */
    private static String name(Type type) {
        return name(type.getTypeName());
    }

    private static String name(String fullName) {
        return fullName.replaceAll("\\b(java\\.(lang|util)\\.(?=[A-Z])|io\\.flexike\\.)", "")
                .replace('$', '.');
    }
}
