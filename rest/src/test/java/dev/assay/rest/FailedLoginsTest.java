// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private final FailedLogins logins =
      new FailedLogins(3, Duration.ofMinutes(5), false, List.of(), clock);

  private void fail(String address, int times) {
    for (int i = 0; i < times; i++) {
      logins.failed(address, false);
      now = now.plusSeconds(1);
    }
  }

  @Test
  void waitsAfterSoManyFailuresOfOneAddress() {
    fail("10.0.0.1", 2);
    assertThat(logins.secondsToWait("10.0.0.1")).isZero();
    fail("10.0.0.1", 1);
    assertThat(logins.secondsToWait("10.0.0.1")).isEqualTo(297);
    assertThat(logins.secondsToWait("10.0.0.2")).isZero();
    now = now.plusMillis(296_999);
    assertThat(logins.secondsToWait("10.0.0.1")).isEqualTo(1);
    now = now.plusMillis(1);
    assertThat(logins.secondsToWait("10.0.0.1")).isZero();
    // The oldest failure is forgotten, so one guess is free, however long it goes on.
    logins.failed("10.0.0.1", false);
    assertThat(logins.secondsToWait("10.0.0.1")).isEqualTo(1);
  }

  @Test
  void doesNotLockTheAddressOfTheServicesThemselves() {
    for (int i = 0; i < 100; i++) {
      logins.failed("127.0.0.1", true);
    }
    assertThat(logins.secondsToWait("127.0.0.1")).isZero();
  }

  @Test
  void remembersABoundedNumberOfAddresses() {
    fail("10.0.0.1", 3);
    for (int i = 0; i < 10_000; i++) {
      logins.failed("10.1." + i, false);
    }
    assertThat(logins.secondsToWait("10.0.0.1")).isZero();
  }
}
