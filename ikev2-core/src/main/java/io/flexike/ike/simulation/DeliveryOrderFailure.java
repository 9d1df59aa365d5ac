package io.flexike.ike.simulation;

import java.util.List;

/** An order of delivery in which an oracle fails, with all that is needed to see it again. */
public final class DeliveryOrderFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient List<Integer> choices;

    DeliveryOrderFailure(String where, List<Integer> choices, String story, Throwable cause) {
        super(where + ", after the choices " + choices + ": " + cause.getMessage() + "\n" + story, cause);
        this.choices = List.copyOf(choices);
    }

    /** What {@link DeliveryOrders#replay} takes to come here again. */
    public List<Integer> choices() {
        return choices;
    }
}
