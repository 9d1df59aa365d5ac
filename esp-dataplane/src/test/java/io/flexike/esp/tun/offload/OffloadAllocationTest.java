package io.flexike.esp.tun.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class OffloadAllocationTest {
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 2000;

    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        for (int i = 0; i < WARM_UP; i++) {
            work.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void splitting_and_coalescing_allocate_nothing() {
        OffloadCost cost = new OffloadCost(true);

        assertThat(allocatedBy(cost::split)).isLessThan(ROUNDS);
        assertThat(allocatedBy(cost::coalesce)).isLessThan(ROUNDS);
    }
}
