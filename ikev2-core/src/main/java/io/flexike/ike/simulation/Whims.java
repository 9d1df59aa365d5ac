package io.flexike.ike.simulation;

import io.flexike.ike.simulation.DeliveryOrders.EspOrder;

/** What a network may do in one run of {@link DeliveryOrders}, apart from choosing the order. */
record Whims(int losses, int duplicates, int waits, EspOrder esp, int mostChoices) {
    static final Whims NONE = new Whims(0, 0, 0, EspOrder.IN_ORDER, Integer.MAX_VALUE);

    Whims {
        if (losses < 0 || duplicates < 0 || waits < 0 || mostChoices < 0) {
            throw new IllegalArgumentException("losses, duplicates, waits and choices are counted from 0");
        }
    }

    Whims withLosses(int most) {
        return new Whims(most, duplicates, waits, esp, mostChoices);
    }

    Whims withDuplicates(int most) {
        return new Whims(losses, most, waits, esp, mostChoices);
    }

    Whims withWaits(int most) {
        return new Whims(losses, duplicates, most, esp, mostChoices);
    }

    Whims withEsp(EspOrder order) {
        return new Whims(losses, duplicates, waits, order, mostChoices);
    }

    Whims withMostChoices(int most) {
        return new Whims(losses, duplicates, waits, esp, most);
    }
}
