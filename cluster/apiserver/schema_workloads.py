"""Fields of the groups beside the core; see `schema` for the notation."""

WORKLOADS = """
Deployment
spec DeploymentSpec
status DeploymentStatus

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
status ReplicaSetStatus

ReplicaSetSpec
replicas minReadySeconds int32
selector LabelSelector
template PodTemplateSpec

DaemonSet
spec DaemonSetSpec
status DaemonSetStatus

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
status StatefulSetStatus

StatefulSetSpec
replicas revisionHistoryLimit minReadySeconds int32
selector LabelSelector
template PodTemplateSpec
volumeClaimTemplates []PersistentVolumeClaimTemplate
serviceName podManagementPolicy string
updateStrategy StatefulSetUpdateStrategy
persistentVolumeClaimRetentionPolicy object
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
status JobStatus

JobSpec
parallelism completions backoffLimit backoffLimitPerIndex maxFailedIndexes ttlSecondsAfterFinished int32
activeDeadlineSeconds int64
podFailurePolicy successPolicy object
selector LabelSelector
manualSelector suspend bool
template PodTemplateSpec
completionMode podReplacementPolicy managedBy string

CronJob
spec CronJobSpec
status CronJobStatus

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
status HorizontalPodAutoscalerStatus

SimpleAutoscaler
spec SimpleAutoscalerSpec
status SimpleAutoscalerStatus

SimpleAutoscalerSpec
scaleTargetRef CrossVersionObjectReference
minReplicas maxReplicas targetCPUUtilizationPercentage int32

HorizontalPodAutoscalerSpec
scaleTargetRef CrossVersionObjectReference
minReplicas maxReplicas int32
metrics []MetricSpec
behavior object

CrossVersionObjectReference
kind name apiVersion string

MetricSpec
type string
resource ResourceMetricSource
pods object external containerResource object

ResourceMetricSource
name string
target MetricTarget

MetricTarget
type string
value averageValue Quantity
averageUtilization int32

Lease
spec object

EndpointSlice
addressType string
endpoints []Endpoint
ports []EndpointPort

Endpoint
addresses []string
conditions EndpointConditions
hostname nodeName zone string
targetRef ObjectReference
deprecatedTopology map[string]
hints object

EndpointConditions
ready serving terminating bool

Ingress
spec IngressSpec
status IngressStatus

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
resource object

IngressServiceBackend
name string
port ServiceBackendPort

ServiceBackendPort
name string
number int32

IngressClass
spec object

NetworkPolicy
spec NetworkPolicySpec

NetworkPolicySpec
podSelector LabelSelector
ingress egress []object
policyTypes []string

PodDisruptionBudget
spec PodDisruptionBudgetSpec
status PodDisruptionBudgetStatus

PodDisruptionBudgetSpec
minAvailable maxUnavailable IntOrString
selector LabelSelector
unhealthyPodEvictionPolicy string

Role
rules []object

ClusterRole
rules []object
aggregationRule object

RoleBinding
subjects []Subject
roleRef object

ClusterRoleBinding
subjects []Subject
roleRef object

Subject
kind apiGroup name namespace string

PriorityClass
value int32
globalDefault bool
description preemptionPolicy string

StorageClass
provisioner reclaimPolicy volumeBindingMode string
parameters map[string]
mountOptions []string
allowVolumeExpansion bool
allowedTopologies []object

Scale
spec ScaleSpec
status object

ScaleSpec
replicas int32

Eviction
deleteOptions object

Binding
target ObjectReference
"""
