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

/**
 * A stack that this process runs: Kafka, PostgreSQL and the five services, each a child process
 * that is started again when it dies. Closing stops all of it.
 */
public final class LocalStack implements AutoCloseable {
  private static final Duration SERVICE_START = Duration.ofMinutes(5);

  /** On a machine that is busy with other things a service may lose patience with its database. */
  private static final int RESTARTS_WHILE_STARTING = 2;

  private static final Duration SERVICE_STOP = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Path root;
  private final Home home;
  private final Ports ports;
  private final HomeLock lock;
  private final StackEvents events;
  private final ServiceEnvironment environment;
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

  private LocalStack(Path root, Home home, HomeLock lock, Ports ports, StackEvents events) {
    this.root = root;
    this.home = home;
    this.lock = lock;
    this.ports = ports;
    this.events = events;
    String token = Passwords.random();
    this.environment = new ServiceEnvironment(root, home, ports, token);
    this.file = StackFile.starting(token, ports.byName());
    this.kafka = supervised(Ports.KAFKA, this::launchKafka);
    this.postgres = supervised(Ports.POSTGRES, this::launchPostgres);
    for (Service service : Service.values()) {
      services.put(service, supervised(service.processName(), () -> launch(service)));
      passwords.put(service, Passwords.random());
    }
  }

  /**
   * Stops what a killed launcher left, starts everything, and returns when every service is ready
   * (about 45 s on two cores).
   *
   * @param root of the checkout, where the jars are
   * @param lock of the home; released when the stack is closed, or cannot be started
   * @throws CliException if a part does not start; nothing runs then
   */
  public static LocalStack start(
      Path root, Home home, HomeLock lock, Ports ports, StackEvents events) {
    try {
      requireJars(root);
      List<String> orphans = Orphans.stop(home);
      if (!orphans.isEmpty()) {
        events.orphansStopped(orphans);
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    LocalStack stack = new LocalStack(root, home, lock, ports, events);
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
   * Stops what a killed launcher of this home left running. The caller holds its lock.
   *
   * @return the names of the processes that still ran
   */
  public static List<String> stopOrphans(Home home) {
    return Orphans.stop(home);
  }

  private static void requireJars(Path root) {
    for (Service service : Service.values()) {
      if (!Files.isRegularFile(service.jar(root))) {
        throw CliException.environment(
            service.jar(root) + " is missing; build with: mvn -q -DskipTests package");
      }
    }
  }

  public StackFile file() {
    synchronized (this) {
      return file;
    }
  }

  /** Completes with the reason when a part died too often: the stack cannot go on. */
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
                false));
    broker.createTopics(Topics.all());
    return new Running(broker.process(), broker::close);
  }

  private Running launchPostgres() {
    Path programs = PostgresBinaries.unpack(root.resolve("embedded").resolve("target"));
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
      ChildProcess process =
          ChildProcess.of(JavaCommand.jar(service.jar(root)).options(service.jvmFlags()))
              .environment(environment.of(service, url, password(service)))
              .directory(work)
              .log(home.log(service.processName()))
              .start();
      return new Running(process, () -> process.stop(SERVICE_STOP));
    } catch (IOException e) {
      throw new UncheckedIOException(service.processName() + " cannot be started", e);
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
      while (!health.isReady(ports.url(service))) {
        if (part.restarts() > RESTARTS_WHILE_STARTING || part.broken().isDone()) {
          throw notReady(service, "ended each time it was started", log);
        }
        if (Duration.between(begin, Instant.now()).compareTo(SERVICE_START) > 0) {
          throw notReady(
              service, "is not ready after " + SERVICE_START.toMinutes() + " minutes", log);
        }
        Thread.sleep(LOOK_AGAIN);
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

  /** Services first, then what they need. A second caller waits for the first. */
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
      // The JVM is ending, and the hook with it.
      return;
    }
  }
}
