from django.urls import path

from tasks_app.demo import views

urlpatterns = [
    path("demo/<slug:name>", views.page, name="demo-page"),
    path("demo/<slug:name>/webhook", views.receiver, name="demo-receiver"),
]
