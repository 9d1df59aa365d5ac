package io.flexike.ike.exchange;

import io.flexike.ike.task.IkeSa;
import java.util.Optional;

/**
 * Something that we are going to ask the peer for as soon as the window lets us. It becomes an exchange only then,
 * because what it is about may be gone by then, or may belong to another IKE SA.
 */
@FunctionalInterface
public interface Intention {
    /** The exchange, empty if there is nothing to ask for any more. */
    Optional<OwnExchange> begin(IkeSa sa);

    /** Its turn will never come: gives back what was reserved for it. */
    default void abandoned() {}

    /** What must begin with a certain exchange of a certain IKE SA. */
    static Intention of(OwnExchange exchange) {
        return new Intention() {
            @Override
            public Optional<OwnExchange> begin(IkeSa sa) {
                return Optional.of(exchange);
            }

            @Override
            public void abandoned() {
                exchange.abandoned();
            }
        };
    }
}
