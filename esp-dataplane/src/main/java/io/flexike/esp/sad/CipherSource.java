package io.flexike.esp.sad;

/**
 * Where an SA gets its cipher when the first packet comes.
 *
 * @param <C> what kind of cipher
 */
@FunctionalInterface
public interface CipherSource<C> {
    /** A new cipher; called once at most. */
    C make();

    /** Forgets the keys if there are still any: no cipher will be asked for any more. May be repeated. */
    default void destroy() {}
}
