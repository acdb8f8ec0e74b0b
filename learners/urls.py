from django.contrib.auth.views import LogoutView
from django.urls import path

from learners import views

urlpatterns = [
    path("accounts/", views.account, name="account"),
    path("progress/everything.json", views.everything, name="everything"),
    path("progress/delete/", views.delete, name="delete-record"),
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(http_method_names=["post", "options"]), name="logout"),
    path("accounts/signup/", views.SignUp.as_view(), name="signup"),
    path("accounts/password/", views.ChangePassword.as_view(), name="password"),
    path("accounts/reset/", views.Reset.as_view(), name="reset"),
    path("accounts/reset/sent/", views.reset_sent, name="reset-sent"),
    path("accounts/reset/<uidb64>/<token>/", views.NewPassword.as_view(), name="password_reset_confirm"),
]
