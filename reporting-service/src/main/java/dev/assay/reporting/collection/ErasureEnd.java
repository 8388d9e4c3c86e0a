// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.artifacts.ArtifactListing;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.outbox.References;
import dev.assay.reporting.ErasureConfig;
import dev.assay.reporting.forwarding.ReferencesElsewhere;
import dev.assay.reporting.store.AuditLog;
import dev.assay.reporting.store.ErasureLedger;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends erasures: once every service has removed its rows, the artifacts go that nothing else refers
 * to; then the receipt is written, and its hash into the audit log. Whatever stops this, the next
 * look goes on.
 */
@ApplicationScoped
public class ErasureEnd {
  private static final Logger LOG = Logger.getLogger(ErasureEnd.class);

  /** Who has to confirm. */
  private static final List<String> SERVICES =
      List.of(
          "data-service",
          "training-service",
          "inference-service",
          "evaluation-service",
          "reporting-service");

  private final ErasureLedger ledger;
  private final AuditLog audit;
  private final ErasedFiles files;
  private final ErasureConfig config;
  private final Clock clock = Clock.systemUTC();

  ErasureEnd(
      ErasureLedger ledger,
      AuditLog audit,
      ArtifactStore store,
      References references,
      ReferencesElsewhere elsewhere,
      TopicReferences topics,
      ErasureConfig config) {
    this.ledger = ledger;
    this.audit = audit;
    this.config = config;
    this.files =
        new ErasedFiles(
            (ArtifactListing) store,
            List.of(references::forEach, elsewhere::forEach, topics::forEach));
  }

  /** The services that have not confirmed an erasure yet. */
  public List<String> waitsFor(String erasure) {
    Set<String> confirmed =
        ledger.parts(erasure).stream().map(ErasureConfirmed::service).collect(Collectors.toSet());
    return SERVICES.stream().filter(service -> !confirmed.contains(service)).toList();
  }

  /** Ends those that can be ended now. */
  void run() {
    for (ErasureLedger.Entry open : ledger.open()) {
      @Nullable String receipt = open.receipt().orElse(null);
      if (receipt == null && !isReady(open.request().erasure())) {
        continue;
      }
      if (receipt == null) {
        receipt = removeFiles(open.request());
      }
      if (receipt != null) {
        writeDown(open.request(), receipt);
      }
    }
  }

  private boolean isReady(String erasure) {
    return waitsFor(erasure).isEmpty() && ledger.isQuiet(erasure, config.pause());
  }

  /** Returns null while an artifact is too young to be judged. */
  private @Nullable String removeFiles(ErasureRequested request) {
    List<ErasureConfirmed> parts = ledger.parts(request.erasure());
    Set<String> candidates = new TreeSet<>();
    parts.forEach(part -> candidates.addAll(part.files()));
    Instant now = clock.instant();
    ErasedFiles.Outcome outcome = files.remove(candidates, now.minus(config.grace()));
    if (outcome.young() > 0) {
      LOG.infof(
          "erasure %s: %d files are too young to judge and wait",
          request.erasure(), outcome.young());
      return null;
    }
    List<Receipt.Part> services = new ArrayList<>();
    parts.forEach(part -> services.add(new Receipt.Part(part.service(), part.removed())));
    Receipt receipt =
        new Receipt(
            request.erasure(),
            request.subject(),
            request.by(),
            request.at(),
            now.toString(),
            request.hashes(),
            request.studies(),
            services,
            outcome.gone(),
            outcome.shared());
    return ledger.receipt(request.erasure(), receipt.json());
  }

  private void writeDown(ErasureRequested request, String receipt) {
    audit.appendOnce(
        request.by(),
        "operator",
        "-",
        "ERASED",
        "/erasures/" + request.erasure(),
        "receipt " + Receipt.hash(receipt));
    ledger.audited(request.erasure());
    LOG.infof("erasure %s has ended", request.erasure());
  }
}
