// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class InboxQuarkusTest {
  @Inject Inbox inbox;

  @Test
  void handlesAnEventOnce() {
    assertThat(inFirstTime("known")).isTrue();
    assertThat(inFirstTime("known")).isFalse();
  }

  @Test
  void keepsNoRecordOfAnEventWhoseTransactionRolledBack() {
    QuarkusTransaction.begin();
    assertThat(inbox.firstTime("rolled-back")).isTrue();
    QuarkusTransaction.rollback();

    assertThat(inFirstTime("rolled-back")).isTrue();
  }

  @Test
  void handlesAnEventOnceThatIsDeliveredManyTimesAtOnce() throws Exception {
    AtomicInteger handled = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(
            threads.submit(() -> inbox.deliver(Delivery.once("crowd", handled::incrementAndGet))));
      }
      for (Future<?> result : results) {
        result.get();
      }
    }

    assertThat(handled).hasValue(1);
  }

  @Test
  void letsAnInvalidEventFailAndKeepsNoRecordOfIt() {
    assertThatThrownBy(
            () ->
                inbox.deliver(
                    Delivery.once(
                        "poison",
                        () -> {
                          throw new IllegalArgumentException("no such cell");
                        })))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(inFirstTime("poison")).isTrue();
  }

  private boolean inFirstTime(String id) {
    return QuarkusTransaction.requiringNew().call(() -> inbox.firstTime(id));
  }
}
