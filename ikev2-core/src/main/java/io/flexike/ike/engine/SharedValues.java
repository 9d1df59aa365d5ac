package io.flexike.ike.engine;

import java.util.HashMap;
import java.util.Map;

/** Immutable values that many IKE SAs have in common, such as chosen algorithms: each is kept once. */
final class SharedValues {
    /** Our choice: more different ones are not looked for; there are as many as our proposals allow. */
    private static final int MOST = 1024;

    private final Map<Object, Object> values = new HashMap<>();

    /** The value that is kept already and equals this one, or this one. */
    @SuppressWarnings("unchecked") // equal values of records are of one class
    <T extends Record> T of(T value) {
        if (values.size() >= MOST) {
            return (T) values.getOrDefault(value, value);
        }
        Object known = values.putIfAbsent(value, value);
        return known == null ? value : (T) known;
    }
}
