"""Accounts: Django's own, and what an anonymous learner did comes along."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth import views as auth
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import FormView

from learners import record
from learners.forms import SignUpForm
from learners.joining import join
from learners.middleware import COOKIE
from learners.models import Learner


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignIn(auth.LoginView):
    template_name = "learners/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        join(self.request, response, form.get_user())
        return response


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class SignUp(auth.RedirectURLMixin, FormView):
    template_name = "learners/signup.html"
    form_class = SignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url()}

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.save()
        login(self.request, user, backend="learners.backend.WithLearner")
        response = super().form_valid(form)
        join(self.request, response, user)
        return response


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "learners/account.html")


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class ChangePassword(auth.PasswordChangeView):
    template_name = "learners/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        return redirect(f"{self.success_url}?changed=1")


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class Reset(auth.PasswordResetView):
    """Says whom to ask where no mail can be sent."""

    template_name = "learners/reset.html"
    email_template_name = "learners/reset_mail.txt"
    subject_template_name = "learners/reset_subject.txt"
    success_url = reverse_lazy("reset-sent")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.MAIL:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"mail": settings.MAIL}


@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "learners/reset_sent.html")


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class NewPassword(auth.PasswordResetConfirmView):
    template_name = "learners/new_password.html"
    success_url = reverse_lazy("login")


@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    learner = request.learner or None  # type: ignore[attr-defined]
    response = StreamingHttpResponse(record.everything(learner), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="k8s-notes.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Asks first. `account` in the form takes the account along."""
    learner: Learner | None = request.learner or None  # type: ignore[attr-defined]
    if request.method == "POST":
        if "account" in request.POST and request.user.is_authenticated:
            user = request.user
            logout(request)
            user.delete()
        elif learner:
            learner.delete()
        response = redirect(f"{reverse('delete-record')}?deleted=1")
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    counts = record.counts(learner) if learner else {}
    return render(request, "learners/delete.html", {"counts": counts})


def locked(request: HttpRequest, original: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """What django-axes answers instead of trying another password."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "learners/locked.html", {"minutes": minutes}, status=429)
