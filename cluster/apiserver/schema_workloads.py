"""Fields of the groups beside the core; see `schema` for the notation."""

WORKLOADS = """
Deployment
spec DeploymentSpec
status any

DeploymentSpec
replicas minReadySeconds revisionHistoryLimit progressDeadlineSeconds int32
selector LabelSelector
template PodTemplateSpec
retain strategy DeploymentStrategy
paused bool

DeploymentStrategy
type string
rollingUpdate RollingUpdateDeployment

RollingUpdateDeployment
maxUnavailable maxSurge IntOrString

ReplicaSet
spec ReplicaSetSpec
status any

ReplicaSetSpec
replicas minReadySeconds int32
selector LabelSelector
template PodTemplateSpec

DaemonSet
spec DaemonSetSpec
status any

DaemonSetSpec
minReadySeconds revisionHistoryLimit int32
selector LabelSelector
template PodTemplateSpec
updateStrategy DaemonSetUpdateStrategy

DaemonSetUpdateStrategy
type string
rollingUpdate RollingUpdateDeployment

StatefulSet
spec StatefulSetSpec
status any

StatefulSetSpec
replicas revisionHistoryLimit minReadySeconds int32
selector LabelSelector
template PodTemplateSpec
volumeClaimTemplates []PersistentVolumeClaimTemplate
serviceName podManagementPolicy string
updateStrategy StatefulSetUpdateStrategy
persistentVolumeClaimRetentionPolicy any
ordinals StatefulSetOrdinals

StatefulSetOrdinals
start int32

StatefulSetUpdateStrategy
type string
rollingUpdate RollingUpdateStatefulSetStrategy

RollingUpdateStatefulSetStrategy
partition int32
maxUnavailable IntOrString

ControllerRevision
data any
revision int64

Job
spec JobSpec
status any

JobSpec
parallelism completions backoffLimit backoffLimitPerIndex maxFailedIndexes ttlSecondsAfterFinished int32
activeDeadlineSeconds int64
podFailurePolicy successPolicy any
selector LabelSelector
manualSelector suspend bool
template PodTemplateSpec
completionMode podReplacementPolicy managedBy string

CronJob
spec CronJobSpec
status any

CronJobSpec
schedule timeZone concurrencyPolicy string
startingDeadlineSeconds int64
suspend bool
jobTemplate JobTemplateSpec
successfulJobsHistoryLimit failedJobsHistoryLimit int32

JobTemplateSpec
metadata ObjectMeta
spec JobSpec

HorizontalPodAutoscaler
spec HorizontalPodAutoscalerSpec
status any

SimpleAutoscaler
spec SimpleAutoscalerSpec
status any

SimpleAutoscalerSpec
scaleTargetRef CrossVersionObjectReference
minReplicas maxReplicas targetCPUUtilizationPercentage int32

HorizontalPodAutoscalerSpec
scaleTargetRef CrossVersionObjectReference
minReplicas maxReplicas int32
metrics []MetricSpec
behavior any

CrossVersionObjectReference
kind name apiVersion string

MetricSpec
type string
resource ResourceMetricSource
pods object external containerResource any

ResourceMetricSource
name string
target MetricTarget

MetricTarget
type string
value averageValue Quantity
averageUtilization int32

Lease
spec any

EndpointSlice
addressType string
endpoints ports []any

Ingress
spec IngressSpec
status any

IngressSpec
ingressClassName string
defaultBackend IngressBackend
tls []IngressTLS
rules []IngressRule

IngressTLS
hosts []string
secretName string

IngressRule
host string
http HTTPIngressRuleValue

HTTPIngressRuleValue
paths []HTTPIngressPath

HTTPIngressPath
path pathType string
backend IngressBackend

IngressBackend
service IngressServiceBackend
resource any

IngressServiceBackend
name string
port ServiceBackendPort

ServiceBackendPort
name string
number int32

IngressClass
spec any

NetworkPolicy
spec NetworkPolicySpec

NetworkPolicySpec
podSelector LabelSelector
ingress egress []any
policyTypes []string

PodDisruptionBudget
spec PodDisruptionBudgetSpec
status any

PodDisruptionBudgetSpec
minAvailable maxUnavailable IntOrString
selector LabelSelector
unhealthyPodEvictionPolicy string

Role
rules []any

ClusterRole
rules []any
aggregationRule any

RoleBinding
subjects []any
roleRef any

ClusterRoleBinding
subjects []any
roleRef any

PriorityClass
value int32
globalDefault bool
description preemptionPolicy string

StorageClass
provisioner reclaimPolicy volumeBindingMode string
parameters map[string]
mountOptions []string
allowVolumeExpansion bool
allowedTopologies []any

Scale
spec ScaleSpec
status any

ScaleSpec
replicas int32

Eviction
deleteOptions any

Binding
target ObjectReference
"""
