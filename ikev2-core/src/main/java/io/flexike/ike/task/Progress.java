package io.flexike.ike.task;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.Question;

/** What has been found, or the question that has to be answered before it is. */
public sealed interface Progress<T> {
    /** Found. */
    record Done<T>(T value) implements Progress<T> {}

    /** Not found yet. */
    record Waits<T>(Question question, Continuation<T> next) implements Progress<T> {}

    /** Goes on with an answer. */
    @FunctionalInterface
    interface Continuation<T> {
        Progress<T> answered(Answer answer) throws IkeProtocolException;
    }

    /** Goes on with what was found. */
    @FunctionalInterface
    interface Step<T, R> {
        Progress<R> from(T value) throws IkeProtocolException;
    }

    static <T> Progress<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Progress<T> ask(Question question, Continuation<T> next) {
        return new Waits<>(question, next);
    }

    /** At once if it is found, otherwise when it will be. */
    default <R> Progress<R> then(Step<T, R> step) throws IkeProtocolException {
        if (this instanceof Done<T> done) {
            return step.from(done.value());
        }
        Waits<T> waits = (Waits<T>) this;
        return new Waits<>(
                waits.question(), answer -> waits.next().answered(answer).then(step));
    }
}
