package io.flexike.esp;

import io.flexike.esp.forward.DfRule;

/** What the DF bit of the outer header is (RFC 4301 8.1); packets of IPv6 count as if they had it. */
public enum DfBit {
    /** That of the packet inside. */
    COPY(DfRule.COPY),
    /** Never set: what is too long is fragmented on its way, and sources learn nothing of it. */
    CLEAR(DfRule.CLEAR),
    /** Always set. */
    SET(DfRule.SET);

    private final DfRule rule;

    DfBit(DfRule rule) {
        this.rule = rule;
    }

    DfRule rule() {
        return rule;
    }
}
