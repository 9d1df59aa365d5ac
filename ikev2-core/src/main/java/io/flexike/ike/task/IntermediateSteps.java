package io.flexike.ike.task;

import io.flexike.crypto.transform.KeyExchangeMethod;
import java.util.List;
import java.util.Optional;

/**
 * Which IKE_INTERMEDIATE exchanges lie between IKE_SA_INIT and IKE_AUTH, as both ends have agreed, and how far they
 * have come. RFC 9242 5: both know their number beforehand, and there are no others.
 */
public final class IntermediateSteps {
    private List<KeyExchangeMethod> methods = List.of();
    private boolean ppk;
    private int done;

    /** RFC 9370 2.2.2: one for each additional key exchange, in order; at most seven. */
    void keyExchanges(List<KeyExchangeMethod> agreed) {
        methods = List.copyOf(agreed);
    }

    /** RFC 9867 3.1: in the last one a PPK is agreed upon, for which there is one if there would be none. */
    void mixingPpk(boolean agreed) {
        ppk = agreed;
    }

    private int count() {
        return ppk ? Math.max(1, methods.size()) : methods.size();
    }

    /** Whether IKE_AUTH is due. */
    public boolean areDone() {
        return done >= count();
    }

    /** The key exchange of the step that is due. */
    Optional<KeyExchangeMethod> keyExchange() {
        return done < methods.size() ? Optional.of(methods.get(done)) : Optional.empty();
    }

    /** Whether a PPK is agreed upon in the step that is due. */
    boolean mixesPpk() {
        return ppk && isLast();
    }

    /** Whether the step that is due is the last one. */
    boolean isLast() {
        return done == count() - 1;
    }

    /** The step that was due has ended well. */
    public void next() {
        done++;
    }
}
