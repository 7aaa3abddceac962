package bourse.auth;

import static bourse.platform.access.Permission.PROFILE_CHANGE;
import static bourse.platform.access.Permission.PROFILE_READ;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Second factors of the caller, and showing one again: {@code /v1/me/…}, step-up. */
final class FactorRoutes implements Routes {
  private record StepUpRequest(
      String password, String totp, String recoveryCode, JsonNode passkey) {
    FactorProof proof() {
      return FactorProof.of(totp, recoveryCode, passkey);
    }

    void check() {
      FieldChecks checks = new FieldChecks();
      proof().check(checks);
      checks.check(
          password == null || proof().isEmpty(),
          "password",
          "unsupported",
          "Give the password or a second factor, not both.");
      checks.check(
          password != null || !proof().isEmpty(),
          "password",
          "required",
          "Show a second factor, or the password when there is none.");
      checks.verify();
    }
  }

  private record SteppedUp(Instant until) {}

  private record TotpState(boolean enabled, boolean locked, int recoveryCodesLeft) {}

  private record NewTotp(String secret, String uri, String qrCode) {}

  private record Code(String code) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("code", code)) {
        FactorProof.checkCode(checks, "code", code);
      }
      checks.verify();
    }
  }

  private record NewRecoveryCodes(List<String> recoveryCodes) {}

  private record Devices(List<TrustedDevices.Device> items) {}

  private final AuthService service;
  private final SecondFactors factors;
  private final TrustedDevices devices;
  private final StepUp stepUp;
  private final String issuer;

  FactorRoutes(
      AuthService service,
      SecondFactors factors,
      TrustedDevices devices,
      StepUp stepUp,
      String issuer) {
    this.service = service;
    this.factors = factors;
    this.devices = devices;
    this.stepUp = stepUp;
    this.issuer = issuer;
  }

  @Override
  public List<Route> routes() {
    Access read = Access.to(PROFILE_READ);
    Access change = Access.to(PROFILE_CHANGE);
    Access protectedChange = change.withStepUp();
    return List.of(
        new Route("POST", "/v1/auth/step-up", change, this::stepUp),
        new Route("GET", "/v1/me/totp", read, this::totp),
        new Route("POST", "/v1/me/totp", protectedChange, this::beginTotp),
        new Route("POST", "/v1/me/totp/confirmation", change, this::confirmTotp),
        new Route("DELETE", "/v1/me/totp", protectedChange, this::removeTotp),
        new Route("POST", "/v1/me/recovery-codes", protectedChange, this::renewRecoveryCodes),
        new Route("GET", "/v1/me/trusted-devices", read, this::devices),
        new Route("DELETE", "/v1/me/trusted-devices/{id}", change, this::removeDevice));
  }

  private void stepUp(ServerRequest request, ServerResponse response) {
    StepUpRequest shown = Body.read(request, StepUpRequest.class);
    shown.check();
    Caller caller = Caller.of(request);
    UUID user = caller.userId();
    Actor actor = Actor.of(request);
    if (!shown.proof().isEmpty()) {
      factors.show(user, shown.proof(), actor);
    } else if (factors.areOn(user)) {
      throw new Fault(
          ErrorCode.SECOND_FACTOR_REQUIRED,
          "You have a second factor: show it, by totp, recoveryCode or passkey; the password is not"
              + " enough.");
    } else {
      service.withPassword(service.find(user).orElseThrow().email(), shown.password(), actor);
    }
    Reply.json(response, new SteppedUp(stepUp.passed(session(caller))));
  }

  private void totp(ServerRequest request, ServerResponse response) {
    UUID user = Caller.of(request).userId();
    TotpStore.State state = factors.totp(user).orElse(new TotpStore.State(false, false));
    Reply.json(
        response,
        new TotpState(
            state.confirmed(),
            state.confirmed() && state.locked(),
            factors.recoveryCodesLeft(user)));
  }

  private void beginTotp(ServerRequest request, ServerResponse response) {
    UUID user = Caller.of(request).userId();
    byte[] seed = factors.beginTotp(user);
    String uri = Totp.uri(seed, issuer, service.find(user).orElseThrow().email());
    response.header("Cache-Control", "no-store");
    Reply.json(response, Status.CREATED_201, new NewTotp(Totp.text(seed), uri, QrPicture.svg(uri)));
  }

  private void confirmTotp(ServerRequest request, ServerResponse response) {
    Code code = Body.read(request, Code.class);
    code.check();
    Caller caller = Caller.of(request);
    List<String> recoveryCodes =
        factors.confirmTotp(caller.userId(), session(caller), code.code(), Actor.of(request));
    response.header("Cache-Control", "no-store");
    Reply.json(response, new NewRecoveryCodes(recoveryCodes));
  }

  private void removeTotp(ServerRequest request, ServerResponse response) {
    factors.removeTotp(Caller.of(request).userId(), Actor.of(request));
    Reply.nothing(response);
  }

  private void renewRecoveryCodes(ServerRequest request, ServerResponse response) {
    List<String> codes = factors.renewRecoveryCodes(Caller.of(request).userId(), Actor.of(request));
    response.header("Cache-Control", "no-store");
    Reply.json(response, Status.CREATED_201, new NewRecoveryCodes(codes));
  }

  private void devices(ServerRequest request, ServerResponse response) {
    Reply.json(response, new Devices(devices.list(Caller.of(request).userId())));
  }

  private void removeDevice(ServerRequest request, ServerResponse response) {
    factors.removeDevice(
        Caller.of(request).userId(), RequestParameters.pathUuid(request, "id"), Actor.of(request));
    Reply.nothing(response);
  }

  private static UUID session(Caller caller) {
    return caller.session().orElseThrow();
  }
}
