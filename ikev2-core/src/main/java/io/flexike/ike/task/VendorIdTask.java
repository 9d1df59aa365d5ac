package io.flexike.ike.task;

import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.VendorIdPayload;
import io.flexike.ike.session.VendorId;
import java.util.ArrayList;
import java.util.List;

/** Vendor ID payloads of IKE_SA_INIT in both directions (RFC 7296 3.12). */
public final class VendorIdTask extends Task {
    /** Our choices: what is kept of a peer that says a lot about itself. */
    private static final int MOST_KEPT = 16;

    private static final int MOST_OCTETS = 64;

    private final IkeSa sa;
    private final List<VendorId> own;

    /** @param own what we send */
    public VendorIdTask(IkeSa sa, List<VendorId> own) {
        this.sa = sa;
        this.own = own;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        own.forEach(vendor -> request.add(new VendorIdPayload(vendor.octets())));
    }

    @Override
    public void buildResponse(List<Payload> response) {
        buildRequest(response);
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        read(request);
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        read(response);
    }

    private void read(ReceivedPayloads message) {
        List<VendorId> kept = new ArrayList<>();
        for (VendorIdPayload payload : message.all(VendorIdPayload.class)) {
            if (payload.bodyOctets() <= MOST_OCTETS && kept.size() < MOST_KEPT) {
                kept.add(VendorId.of(payload.vendorId()));
            }
        }
        sa.peer().vendorIds(List.copyOf(kept));
    }
}
