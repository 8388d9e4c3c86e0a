// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import dev.assay.embedded.EmbeddedException;
import dev.assay.embedded.EmbeddedKafka;
import dev.assay.embedded.EmbeddedPostgres;
import dev.assay.embedded.LogTail;
import dev.assay.embedded.Passwords;
import dev.assay.embedded.PostgresBinaries;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.processes.KnownProcess;
import dev.assay.processes.OwnFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A stack that this process runs: Kafka, PostgreSQL and the five services. Each is a child process
 * that is restarted when it dies. Closing stops all of them.
 */
public final class LocalStack implements AutoCloseable {
  /** A start goes on while the service computes at least this much ... */
  private static final Duration LEAST_WORK = Duration.ofSeconds(1);

  /** ... in this time, however long it takes on a loaded machine. */
  private static final Duration NO_PROGRESS = Duration.ofMinutes(5);

  private static final Duration SAY_EVERY = Duration.ofSeconds(60);

  /** On a busy machine a service may end because its database did not answer in time. */
  private static final int RESTARTS_WHILE_STARTING = 2;

  private static final Duration SERVICE_STOP = Duration.ofSeconds(20);

  /** Of a service that writes its {@link ClassArchives}. */
  private static final Duration WRITING_STOP = Duration.ofSeconds(60);

  /** The broker's jars are built together with those of this service. */
  private static final Service WITH_KAFKA = Service.DATA;

  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

  private final Installation installation;
  private final Home home;
  private final Ports ports;
  private final HomeLock lock;
  private final StackEvents events;
  private final ServiceEnvironment environment;
  private final ClassArchives archives;
  private final Map<Service, Supervised> services = new EnumMap<>(Service.class);
  private final Map<Service, String> passwords = new EnumMap<>(Service.class);
  private final Supervised kafka;
  private final Supervised postgres;
  private final Health health = new Health();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final AtomicBoolean stopBegun = new AtomicBoolean();
  private final CompletableFuture<Void> stopEnded = new CompletableFuture<>();
  private final Thread onExit = new Thread(this::stopAll, "stop-stack");
  private StackFile file;

  private LocalStack(
      Installation installation, Home home, HomeLock lock, Ports ports, StackEvents events) {
    this.installation = installation;
    this.home = home;
    this.lock = lock;
    this.ports = ports;
    this.events = events;
    String token = Passwords.random();
    this.environment = new ServiceEnvironment(installation, home, ports, token);
    // A home that is started again will be started a third time.
    this.archives =
        new ClassArchives(installation.classArchives(home), Files.exists(home.postgres()));
    this.file = StackFile.starting(token, ports.byName());
    this.kafka = supervised(Ports.KAFKA, this::launchKafka);
    this.postgres = supervised(Ports.POSTGRES, this::launchPostgres);
    for (Service service : Service.values()) {
      services.put(service, supervised(service.processName(), () -> launch(service)));
      passwords.put(service, Passwords.random());
    }
  }

  /**
   * Stops the processes that a killed launcher left running, starts the stack, and returns when
   * every service is ready (on two cores about 20 s, the first time 45 s).
   *
   * @param installation where the jars are
   * @param lock lock of the home; released when the stack is closed or cannot be started
   * @throws CliException if a process does not start; all others are stopped first
   */
  public static LocalStack start(
      Installation installation, Home home, HomeLock lock, Ports ports, StackEvents events) {
    try {
      requireJars(installation);
      List<String> orphans = Orphans.stop(home);
      if (!orphans.isEmpty()) {
        events.orphansStopped(orphans);
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    LocalStack stack = new LocalStack(installation, home, lock, ports, events);
    Runtime.getRuntime().addShutdownHook(stack.onExit);
    try {
      stack.startAll();
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e instanceof EmbeddedException ? CliException.environment(e.getMessage()) : e;
    }
  }

  /**
   * Stops the processes that a killed launcher of this home left running. The caller has its lock.
   *
   * @return the names of the processes that were still running
   */
  public static List<String> stopOrphans(Home home) {
    return Orphans.stop(home);
  }

  private static void requireJars(Installation installation) {
    for (Service service : Service.values()) {
      Path jar = installation.serviceJar(service);
      if (!Files.isRegularFile(jar)) {
        throw CliException.environment(jar + " is missing; " + installation.remedy());
      }
    }
  }

  public StackFile file() {
    synchronized (this) {
      return file;
    }
  }

  /** Completes with the reason when a process died too often, so that the stack cannot continue. */
  public CompletableFuture<String> broken() {
    return broken;
  }

  private Supervised supervised(String name, Supplier<Running> launch) {
    Supervised part = new Supervised(name, launch, this::register, events, Clock.systemUTC());
    part.broken().thenAccept(reason -> broken.complete(reason + "; see " + home.log(name)));
    return part;
  }

  private synchronized void register(KnownProcess process) {
    file = file.with(file.registry().with(process));
    file.write(home);
  }

  private void startAll() {
    file().write(home);
    inParallel(
        List.of(
            () -> timed(kafka, "127.0.0.1:" + ports.of(Ports.KAFKA)),
            () -> timed(postgres, "127.0.0.1:" + ports.of(Ports.POSTGRES))));
    List<Runnable> starts = new ArrayList<>();
    services.forEach((service, part) -> starts.add(() -> startAndAwait(service, part)));
    inParallel(starts);
    synchronized (this) {
      file = file.ready();
      file.write(home);
    }
    Thread.ofVirtual().name("liveness").start(new Liveness(services, ports, health, events));
    Thread.ofVirtual().name("logs").start(logRotation());
  }

  private LogRotation logRotation() {
    List<Path> logs =
        Stream.of(Stream.of(kafka, postgres), services.values().stream())
            .flatMap(parts -> parts)
            .map(part -> home.log(part.name()))
            .toList();
    return new LogRotation(logs, LogRotation.MOST_BYTES, kafka::isStopping, events);
  }

  private void timed(Supervised part, String where) {
    Instant begin = Instant.now();
    part.start();
    events.ready(part.name(), Duration.between(begin, Instant.now()), where);
  }

  private Running launchKafka() {
    EmbeddedKafka broker =
        EmbeddedKafka.start(
            new EmbeddedKafka.Settings(
                home.kafka(),
                ports.of(Ports.KAFKA),
                ports.of(Ports.CONTROLLER),
                home.log(Ports.KAFKA),
                false,
                archiveOptions(Ports.KAFKA, WITH_KAFKA)));
    broker.createTopics(Topics.all());
    return new Running(
        broker.process(),
        () -> {
          broker.close();
          keepArchive(broker.process(), Ports.KAFKA, WITH_KAFKA);
        });
  }

  private Running launchPostgres() {
    Path programs = PostgresBinaries.unpack(installation.programs(home));
    EmbeddedPostgres server =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Settings(
                programs,
                home.postgres(),
                ports.of(Ports.POSTGRES),
                home.log(Ports.POSTGRES),
                true));
    passwords.forEach((service, password) -> server.createSchema(service.schema(), password));
    return new Running(server.process(), server::close);
  }

  private Running launch(Service service) {
    try {
      Path work = Files.createDirectories(home.work(service.processName()));
      String url =
          "jdbc:postgresql://127.0.0.1:%d/%s?currentSchema=%s"
              .formatted(ports.of(Ports.POSTGRES), EmbeddedPostgres.DATABASE, service.schema());
      List<String> archiveOptions = archiveOptions(service.processName(), service);
      ChildProcess process =
          ChildProcess.of(
                  JavaCommand.jar(installation.serviceJar(service))
                      .options(service.jvmFlags())
                      .options(archiveOptions)
                      // Also the cache of Vert.x and the libraries that Netty and Kafka unpack.
                      .temporary(OwnFolder.createEmpty(home.temporary(service.processName()))))
              .environment(environment.of(service, url, password(service)))
              .directory(work)
              .log(home.log(service.processName()))
              .start();
      return new Running(
          process,
          () -> {
            process.stop(ClassArchives.areWritten(archiveOptions) ? WRITING_STOP : SERVICE_STOP);
            keepArchive(process, service.processName(), service);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(service.processName() + " cannot be started", e);
    }
  }

  private List<String> archiveOptions(String process, Service service) {
    try {
      return archives.options(process, installation.serviceJar(service));
    } catch (IOException e) {
      events.startsSlowly(process, e);
      return List.of();
    }
  }

  /** Called when the process has ended. */
  private void keepArchive(ChildProcess ended, String process, Service service) {
    try {
      archives.keep(process, installation.serviceJar(service), ended.waitFor());
    } catch (IOException e) {
      events.startsSlowly(process, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String password(Service service) {
    return passwords.getOrDefault(service, "");
  }

  private void startAndAwait(Service service, Supervised part) {
    Instant begin = Instant.now();
    Path log = home.log(service.processName());
    part.start();
    try {
      Duration computed = Duration.ZERO;
      Instant progress = begin;
      Instant said = begin;
      while (!health.isReady(ports.url(service))) {
        if (part.restarts() > RESTARTS_WHILE_STARTING || part.broken().isDone()) {
          throw notReady(service, "ended after each start", log);
        }
        Instant now = Instant.now();
        Duration spent =
            part.current().process().handle().info().totalCpuDuration().orElse(Duration.ZERO);
        if (spent.minus(computed).abs().compareTo(LEAST_WORK) > 0) {
          computed = spent;
          progress = now;
        } else if (Duration.between(progress, now).compareTo(NO_PROGRESS) > 0) {
          throw notReady(
              service,
              "has not computed for %d minutes and is not ready: %s"
                  .formatted(NO_PROGRESS.toMinutes(), health.cause(ports.url(service))),
              log);
        }
        if (Duration.between(said, now).compareTo(SAY_EVERY) > 0) {
          said = now;
          events.stillStarting(
              part.name(), Duration.between(begin, now), health.cause(ports.url(service)));
        }
        Thread.sleep(POLL_INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.environment("interrupted while " + service.processName() + " started");
    }
    events.ready(part.name(), Duration.between(begin, Instant.now()), ports.url(service));
  }

  private static CliException notReady(Service service, String what, Path log) {
    return CliException.environment(
        "%s %s (log %s):%n%s".formatted(service.processName(), what, log, LogTail.of(log, 8)));
  }

  private static void inParallel(List<Runnable> tasks) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> futures = tasks.stream().map(executor::submit).toList();
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (ExecutionException e) {
          executor.shutdownNow();
          if (e.getCause() instanceof RuntimeException failure) {
            throw failure;
          }
          throw new IllegalStateException(e.getCause());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.environment("interrupted while the stack started");
    }
  }

  /** Stops the services first, then Kafka and PostgreSQL. A second caller waits for the first. */
  private void stopAll() {
    if (!stopBegun.compareAndSet(false, true)) {
      stopEnded.join();
      return;
    }
    try {
      events.stopping();
      inParallel(services.values().stream().<Runnable>map(part -> part::stop).toList());
      inParallel(List.of(kafka::stop, postgres::stop));
      health.close();
      StackFile.remove(home);
    } finally {
      lock.close();
      stopEnded.complete(null);
    }
  }

  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The JVM is shutting down and runs the hook.
      return;
    }
  }
}
