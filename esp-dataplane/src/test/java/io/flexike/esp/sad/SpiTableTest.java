package io.flexike.esp.sad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpiTableTest {
    @Test
    void agrees_with_a_hash_map() {
        SpiTable<String> table = new SpiTable<>();
        Map<Integer, String> model = new HashMap<>();
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            int spi = random.nextInt(3000) * 0x10001;
            switch (random.nextInt(3)) {
                case 0 ->
                    assertThat(table.putIfAbsent(spi, "v" + i)).isEqualTo(model.putIfAbsent(spi, "v" + i) == null);
                case 1 -> assertThat(table.remove(spi)).isEqualTo(model.remove(spi));
                default -> assertThat(table.get(spi)).isEqualTo(model.get(spi));
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        assertThat(table.values()).containsExactlyInAnyOrderElementsOf(model.values());
    }

    @Test
    void lookups_see_what_stays_while_others_come_and_go() throws InterruptedException {
        SpiTable<Integer> table = new SpiTable<>();
        for (int spi = 0; spi < 50; spi++) {
            table.putIfAbsent(spi, spi);
        }
        Thread changer = new Thread(() -> {
            for (int round = 0; round < 200; round++) {
                for (int spi = 50; spi < 300; spi++) {
                    table.putIfAbsent(spi, spi);
                }
                for (int spi = 50; spi < 300; spi++) {
                    table.remove(spi);
                }
            }
        });
        changer.start();
        long misses = 0;
        while (changer.isAlive()) {
            for (int spi = 0; spi < 50; spi++) {
                Integer found = table.get(spi);
                misses += found == null || found != spi ? 1 : 0;
            }
        }
        changer.join();
        assertThat(misses).isZero();
    }
}
